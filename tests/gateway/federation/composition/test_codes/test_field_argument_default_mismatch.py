"""FIELD_ARGUMENT_DEFAULT_MISMATCH: an argument has different defaults."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f"{Q} type T @shareable {{ x(a: Int = 1): Int }}", "type T @shareable { x(a: Int = 2): Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_field_argument_default_mismatch_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("FIELD_ARGUMENT_DEFAULT_MISMATCH", *subgraphs)
