"""ROOT_QUERY_USED: Query is no root type, while the root type is called otherwise."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["extend schema { query: Q } type Q { x: Int } type Query { y: Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_root_query_used_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("ROOT_QUERY_USED", *subgraphs)
