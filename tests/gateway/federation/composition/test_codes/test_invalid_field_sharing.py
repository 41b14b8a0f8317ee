"""INVALID_FIELD_SHARING: a field is resolved by several subgraphs, yet not shareable."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [Q, Q],
    ["type Query { x: Int @shareable }", Q],
    [f"{Q} type Subscription {{ x: Int @shareable }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_invalid_field_sharing_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("INVALID_FIELD_SHARING", *subgraphs)
