"""INVALID_SHAREABLE_USAGE: @shareable twice on one declaration, or on an interface."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f"{Q} interface I {{ a: Int @shareable }}"],
    ["type Query { x: Int @shareable @shareable }"],
    [f"{Q} type T @shareable @shareable {{ x: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_invalid_shareable_usage_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("INVALID_SHAREABLE_USAGE", *subgraphs)
