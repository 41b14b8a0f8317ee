"""ENUM_VALUE_MISMATCH: an enum for input and output differs between subgraphs."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query { e(e: E): E } enum E { A }", "enum E { A B }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_enum_value_mismatch_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("ENUM_VALUE_MISMATCH", *subgraphs)
