"""INPUT_FIELD_DEFAULT_MISMATCH: an input field has different defaults."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query { e(e: I): Int } input I { a: Int = 1 }", "input I { a: Int = 2 }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_input_field_default_mismatch_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("INPUT_FIELD_DEFAULT_MISMATCH", *subgraphs)
