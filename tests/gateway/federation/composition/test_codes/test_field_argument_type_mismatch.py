"""FIELD_ARGUMENT_TYPE_MISMATCH: an argument has incompatible types."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f"{Q} type T @shareable {{ x(a: Int): Int }}", "type T @shareable { x(a: ID): Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_field_argument_type_mismatch_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("FIELD_ARGUMENT_TYPE_MISMATCH", *subgraphs)
