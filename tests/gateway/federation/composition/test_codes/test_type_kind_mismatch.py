"""TYPE_KIND_MISMATCH: a type is of different kinds in different subgraphs."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f"{Q} type T {{ x: Int }}", "enum T { X }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_type_kind_mismatch_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("TYPE_KIND_MISMATCH", *subgraphs)
