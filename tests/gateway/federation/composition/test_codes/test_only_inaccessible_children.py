"""ONLY_INACCESSIBLE_CHILDREN: a visible type has nothing visible in it."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f"{Q} type T {{ a: Int @inaccessible }}"],
    ["type Query { u: U } union U = T type T @inaccessible { a: Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_only_inaccessible_children_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("ONLY_INACCESSIBLE_CHILDREN", *subgraphs)
