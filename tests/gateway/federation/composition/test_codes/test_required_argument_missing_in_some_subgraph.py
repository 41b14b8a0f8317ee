"""REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH: an argument is required in one subgraph and unknown in another."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f"{Q} type T @shareable {{ x(a: Int!): Int }}", "type T @shareable { x: Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_required_argument_missing_in_some_subgraph_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH", *subgraphs)
