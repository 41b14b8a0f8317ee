"""IMPLEMENTED_BY_INACCESSIBLE: a visible interface element is hidden in a type."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query { i: I } interface I { a: Int b: Int } type T implements I { a: Int @inaccessible b: Int }"],
    ["type Query { i: I } interface I { a(c: Int): Int } type T implements I { a(c: Int @inaccessible): Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_implemented_by_inaccessible_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("IMPLEMENTED_BY_INACCESSIBLE", *subgraphs)
