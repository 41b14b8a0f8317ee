"""REFERENCED_INACCESSIBLE: a visible element refers to an @inaccessible type."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query { x: Int } directive @d(e: E) on FIELD enum E @inaccessible { A }"],
    ["type Query { t: T x: Int } type T @inaccessible { a: Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_referenced_inaccessible_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("REFERENCED_INACCESSIBLE", *subgraphs)
