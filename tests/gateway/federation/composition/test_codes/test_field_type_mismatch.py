"""FIELD_TYPE_MISMATCH: a field has incompatible types in different subgraphs."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f"{Q} type T @shareable {{ x: Int }}", "type T @shareable { x: String }"],
    [f"{Q} type T @shareable {{ x: [Int!] }}", "type T @shareable { x: [Int]! }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_field_type_mismatch_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("FIELD_TYPE_MISMATCH", *subgraphs)
