"""REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH: an input field is required in one subgraph and unknown in another."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query { e(e: I): Int } input I { a: Int b: Int! }", "input I { a: Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_required_input_field_missing_in_some_subgraph_says_where_and_what_to_do(
    subgraphs: list[str],
):
    assert_refused("REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH", *subgraphs)
