"""REQUIRED_INACCESSIBLE: a required argument or input field is @inaccessible."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query { x: Int } directive @d(e: Int! @inaccessible) on FIELD"],
    ["type Query { x(a: Int! @inaccessible): Int }"],
    ["type Query { x(a: I): Int } input I { a: Int! @inaccessible b: Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_required_inaccessible_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("REQUIRED_INACCESSIBLE", *subgraphs)
