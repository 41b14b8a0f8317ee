"""DEFAULT_VALUE_USES_INACCESSIBLE: a default value uses an @inaccessible element."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query { x: Int } directive @d(e: E = A) on FIELD enum E { A @inaccessible B }"],
    ["type Query { x(a: E = B): Int } enum E { A B @inaccessible }"],
    ["type Query { x(a: [I] = [{ b: 1 }]): Int } input I { a: Int b: Int @inaccessible }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_default_value_uses_inaccessible_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("DEFAULT_VALUE_USES_INACCESSIBLE", *subgraphs)
