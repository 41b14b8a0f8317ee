"""NO_QUERIES: no subgraph defines a query."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type T { x: Int }"],
    ["type Query"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_no_queries_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("NO_QUERIES", *subgraphs)
