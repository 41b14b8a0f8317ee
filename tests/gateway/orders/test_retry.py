"""retryOrderSync: what waits for a system is tried now."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.gateway.orders.operations import place
from tests.gateway.orders.world import World, k2

RETRY = """
mutation Retry($id: ID!) { retryOrderSync(orderId: $id) {
  order { id status allowedActions sync { state attempts nextAttemptAt } }
  userErrors { __typename code }
} }
"""


async def retry(world: World, order_id: str) -> Any:
    return (await world.ask(RETRY, id=order_id))["retryOrderSync"]


async def test_a_retry_does_not_wait_for_the_next_attempt(
    world: World, monkeypatch: pytest.MonkeyPatch, reached: Callable[..., Any]
):
    # Nothing would be tried for minutes, whoever comes back.
    monkeypatch.setattr("gateway.orders.pauses.pause_seconds", lambda _: 600.0)
    monkeypatch.setattr(world.process._parts.erp, "back", asyncio.Event())
    world.erp.is_cut = True
    order = (await place(world, **k2("VALVE-20", "10", "retry-0001")))["order"]
    failed = await retry(world, order["id"])
    assert failed["userErrors"] == []
    assert failed["order"]["sync"]["state"] == "RETRYING"
    assert failed["order"]["sync"]["attempts"] == order["sync"]["attempts"] + 1
    assert failed["order"]["sync"]["nextAttemptAt"] is not None
    assert "RETRY_SYNC" in failed["order"]["allowedActions"]
    world.erp.is_cut = False
    await retry(world, order["id"])
    await reached(world, order["id"], status="CONFIRMED", sync="IN_SYNC")


async def test_there_is_nothing_to_retry_of_an_order_in_sync(world: World):
    order = (await place(world, **k2("VALVE-20", "10", "retry-0002")))["order"]
    answer = await retry(world, order["id"])
    assert answer["userErrors"] == [
        {"__typename": "ActionNotAllowed", "code": "NOT_ALLOWED_IN_STATE"}
    ]
    unknown = await retry(world, "ord_unknown")
    assert (unknown["order"], unknown["userErrors"][0]["code"]) == (None, "NOT_FOUND")
