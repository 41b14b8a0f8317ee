"""EMPTY_MERGED_INPUT_TYPE: an input type has no field that all subgraphs know."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query { e(e: I): Int } input I { a: Int }", "input I { b: Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_empty_merged_input_type_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("EMPTY_MERGED_INPUT_TYPE", *subgraphs)
