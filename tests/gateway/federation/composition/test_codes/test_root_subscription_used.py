"""ROOT_SUBSCRIPTION_USED: Subscription is no root type, while the root is another."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f"{Q} extend schema {{ query: Query subscription: S }} type S {{ x: Int }} type Subscription {{ y: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_root_subscription_used_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("ROOT_SUBSCRIPTION_USED", *subgraphs)
