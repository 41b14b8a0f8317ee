"""EMPTY_MERGED_ENUM_TYPE: an input enum has no value that all subgraphs know."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query { e(e: E): Int } enum E { A }", "enum E { B }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_empty_merged_enum_type_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("EMPTY_MERGED_ENUM_TYPE", *subgraphs)
