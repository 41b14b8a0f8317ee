"""Systems that do not answer or refuse: before the pivot kept or undone, after it only forward."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.gateway.orders.operations import (
    FIND_HUBER,
    QUOTE,
    SALES_ORDER,
    STORY,
    accept,
    place,
)
from tests.gateway.orders.world import World, k2
from tests.patience import PATIENCE_SECONDS

ORDER = """
query Q($id: ID!) { order(id: $id) {
  status revision confirmedDeliveryDate quote { id } salesOrder { id } sync {
    state attempts crm { available lastError } erp { available stale lastError } }
  history { edges { node { type } } }
} }
"""
SET_STATE = """
mutation S($id: ID!, $state: QuoteState!, $request: ID!) {
  setQuoteState(quoteId: $id, revision: 1, state: $state, requestId: $request) { userErrors { message } }
}
"""


async def eventually(world: World, order_id: str, test: Callable[[Any], bool]) -> Any:
    """The order once it fulfils the test."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            order = (await world.ask(ORDER, id=order_id))["order"]
            if test(order):
                return order
            await asyncio.sleep(0.02)


def types(order: Any) -> list[str]:
    return [edge["node"]["type"] for edge in order["history"]["edges"]]


async def test_t08_an_order_waits_for_the_erp_and_is_placed_once(world: World):
    world.erp.is_cut = True
    placed = await place(world, **k2("VALVE-20", "100", "setback-t08"))
    order = placed["order"]
    assert (placed["outcome"], order["status"]) == ("QUEUED", "PENDING_ERP")
    assert order["confirmedDeliveryDate"] is None
    assert order["sync"]["erp"]["available"] is False
    quote = (await world.ask_system(world.crm, QUOTE, id=order["quote"]["id"]))["quote"]
    assert quote["state"] == "ACCEPTED"
    world.erp.is_cut = False
    done = await eventually(world, order["id"], lambda found: found["sync"]["state"] == "IN_SYNC")
    assert done["status"] == "CONFIRMED"
    assert types(done) == ["PLACED", "QUEUED", "CHECKED", "ERP_CREATED", "CONFIRMED"]


async def test_t08_refused_at_once_nothing_is_left_open(world: World):
    calls = iter(range(100))

    def cut_at_the_pivot() -> None:
        if next(calls) == 1:
            world.erp.is_cut = True
            raise httpx.ConnectError("the line is cut")

    world.erp.before = cut_at_the_pivot
    wanted = {**k2("VALVE-20", "100", "setback-fail"), "onErpUnavailable": "FAIL"}
    placed = await place(world, **wanted)
    error = placed["userErrors"][0]
    assert (placed["outcome"], placed["order"]) == ("REFUSED", None)
    assert (error["__typename"], error["code"]) == ("SystemUnavailable", "SYSTEM_UNAVAILABLE")
    listed = (await world.ask("{ orders { edges { node { id } } } }"))["orders"]["edges"]
    ended = await eventually(
        world, listed[0]["node"]["id"], lambda found: found["status"] == "CANCELLED"
    )
    quote = (await world.ask_system(world.crm, QUOTE, id=ended["quote"]["id"]))["quote"]
    assert quote["state"] == "CANCELLED"
    world.erp.before, world.erp.is_cut = (lambda: None), False
    again = await place(world, **wanted)
    assert (again["outcome"], again["replayed"]) == ("CONFIRMED", False)


async def test_t08_refused_while_the_erp_is_down_the_new_customer_is_kept(world: World):
    world.erp.is_cut = True
    placed = await place(world, **{**STORY, "onErpUnavailable": "FAIL"})
    assert (placed["outcome"], placed["userErrors"][0]["code"]) == ("REFUSED", "SYSTEM_UNAVAILABLE")
    found = (await world.ask_system(world.crm, FIND_HUBER))["findDuplicateCustomers"]
    assert [item["customer"]["lifecycle"] for item in found] == ["PROSPECT"]
    listed = (await world.ask("{ orders { edges { node { id } } } }"))["orders"]["edges"]
    ended = await eventually(
        world, listed[0]["node"]["id"], lambda order: order["status"] == "CANCELLED"
    )
    quote = (await world.ask_system(world.crm, QUOTE, id=ended["quote"]["id"]))["quote"]
    assert quote["state"] == "CANCELLED"


async def test_t09_a_lost_answer_is_looked_up(world: World):
    calls = iter(range(100))

    def lose_the_answer() -> None:
        if next(calls) == 1:
            raise httpx.ReadTimeout("no answer in time")

    world.erp.after = lose_the_answer
    placed = await place(world, **k2("VALVE-20", "100", "setback-t09"))
    assert placed["outcome"] == "CONFIRMED"
    page = (await world.ask("{ orders { totalCount } }"))["orders"]
    assert page["totalCount"] == 1


async def test_t09_an_answer_lost_for_longer_is_an_unknown_outcome(world: World):
    calls = iter(range(100))

    def lose_the_line() -> None:
        if next(calls) >= 1:
            world.erp.is_cut = True
            raise httpx.ReadTimeout("no answer in time")

    world.erp.after = lose_the_line
    placed = await place(world, **k2("VALVE-20", "100", "setback-t09-long"))
    assert (placed["outcome"], placed["order"]["status"]) == ("QUEUED", "SUBMITTING")
    assert placed["order"]["sync"]["state"] == "UNKNOWN_OUTCOME"
    world.erp.after, world.erp.is_cut = (lambda: None), False
    done = await eventually(world, placed["order"]["id"], lambda found: found["salesOrder"])
    assert done["status"] == "CONFIRMED"


async def test_t11_the_crm_dies_after_the_pivot(world: World):
    world.erp.after = lambda: None

    def cut_the_crm() -> None:
        world.crm.is_cut = True

    calls = iter(range(100))
    world.erp.after = lambda: cut_the_crm() if next(calls) == 1 else None
    placed = await place(world, **k2("VALVE-20", "100", "setback-t11"))
    order = placed["order"]
    assert (placed["outcome"], order["sync"]["state"]) == ("CONFIRMED", "RETRYING")
    world.crm.is_cut = False
    done = await eventually(world, order["id"], lambda found: found["sync"]["state"] == "IN_SYNC")
    quote = (await world.ask_system(world.crm, QUOTE, id=done["quote"]["id"]))["quote"]
    assert (quote["state"], quote["grossTotal"]) == ("ORDERED", {"amount": "1352.08"})
    assert types(done)[-2:] == ["SYNC_FAILED", "SYNC_RECOVERED"]


async def test_a_write_back_that_is_refused_is_shown_and_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    del monkeypatch
    placed = await place(world, **STORY)
    quote_id = placed["order"]["quote"]["id"]
    # Somebody calls the quote lost behind the process's back.
    lost = {"id": quote_id, "state": "LOST", "request": "behind-the-back"}
    await world.ask_system(world.crm, SET_STATE, **lost)
    decided = await accept(world, placed, "REDUCED_QUANTITY")
    sync = decided["order"]["sync"]
    assert (decided["outcome"], sync["state"]) == ("ON_HOLD", "FAILED")
    assert "LOST" in sync["crm"]["lastError"]
    found = await eventually(
        world, placed["order"]["id"], lambda order: order["sync"]["attempts"] > 1
    )
    assert found["status"] == "ON_HOLD"


async def test_a_prepayment_releases_the_order(world: World):
    placed = await place(world, **STORY)
    decided = await accept(world, placed, "REDUCED_QUANTITY")
    sales_order = decided["order"]["salesOrder"]["id"]
    pay = """
    mutation Pay($id: ID!) { recordPrepayment(
      salesOrderId: $id, amount: "4542.97", paymentReference: "bank-1", idempotencyKey: "payment-1"
    ) { userErrors { message } } }
    """
    await world.ask_system(world.erp, pay, id=sales_order)
    done = await eventually(
        world, placed["order"]["id"], lambda order: order["status"] == "CONFIRMED"
    )
    assert done["confirmedDeliveryDate"] == "2026-03-06"
    assert types(done)[-2:] == ["RELEASED", "CONFIRMED"]
    shown = (await world.ask_system(world.erp, SALES_ORDER, id=sales_order))["salesOrder"]
    assert shown["status"] == "CONFIRMED"
