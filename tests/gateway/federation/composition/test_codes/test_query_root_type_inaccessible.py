"""QUERY_ROOT_TYPE_INACCESSIBLE: the type Query is @inaccessible."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query @inaccessible { x: Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_query_root_type_inaccessible_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("QUERY_ROOT_TYPE_INACCESSIBLE", *subgraphs)
