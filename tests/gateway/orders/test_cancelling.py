"""cancelOrder: before the pivot, after it, while a system is down, twice (R-CAN-1 to 4, T16)."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.gateway.orders.interruption import reserved_valves
from tests.gateway.orders.operations import QUOTE, SALES_ORDER, STORY, accept, place
from tests.gateway.orders.world import World, k2

CANCEL = """
mutation Cancel($input: CancelOrderInput!) { cancelOrder(input: $input) {
  replayed refundDue { amount } cancelledLines { lineId cancelledQuantity remainingQuantity }
  order { id status revision allowedActions sync { state } }
  userErrors {
    __typename code message path
    ... on SystemUnavailable { system queued }
    ... on OrderRevisionConflict { expectedRevision currentRevision order { id revision } }
    ... on ActionNotAllowed { status allowedActions }
    ... on LineNotChangeable { lineId minimumQuantity }
  }
} }
"""
ORDER = """
query Q($id: ID!) { order(id: $id) {
  id status revision confirmedDeliveryDate grossTotal { amount } quote { id } salesOrder { id }
  lines { id requestedQuantity cancelledQuantity openQuantity promises { quantity deliveryDate } }
  sync { state } history(first: 50) { edges { node { type sequence } } }
} }
"""


async def cancel(world: World, order: Any, key: str, **more: Any) -> Any:
    wanted = {"orderId": order["id"], "expectedRevision": order["revision"], "reason": "no need"}
    return (await world.ask(CANCEL, input={**wanted, "idempotencyKey": key, **more}))["cancelOrder"]


async def look(world: World, order: Any) -> Any:
    """The order as the process, the CRM and the ERP have it."""
    found = (await world.ask(ORDER, id=order["id"]))["order"]
    found["types"] = [edge["node"]["type"] for edge in found["history"]["edges"]]
    quote = await world.ask_system(world.crm, QUOTE, id=found["quote"]["id"])
    found["quote"] = quote["quote"]
    if found["salesOrder"]:
        sales = await world.ask_system(world.erp, SALES_ORDER, id=found["salesOrder"]["id"])
        found["salesOrder"] = sales["salesOrder"]
    return found


async def valves(world: World, quantity: str, key: str, *more: Any) -> Any:
    wanted = k2("VALVE-20", quantity, key)
    wanted["lines"] = [*wanted["lines"], *more]
    return (await place(world, **wanted))["order"]


def codes(answer: Any) -> list[str]:
    return [error["code"] for error in answer["userErrors"]]


async def test_a_confirmed_order_is_cancelled_in_both_systems_and_frees_its_stock(world: World):
    order = await valves(world, "100", "cancel-whole")
    answer = await cancel(world, order, "cancel-whole-1")
    assert (answer["userErrors"], answer["order"]["status"]) == ([], "CANCELLED")
    assert [line["cancelledQuantity"] for line in answer["cancelledLines"]] == ["100"]
    assert [line["remainingQuantity"] for line in answer["cancelledLines"]] == ["0"]
    found = await look(world, order)
    assert (found["quote"]["state"], found["salesOrder"]["status"]) == ("CANCELLED", "CANCELLED")
    revisions = {found["revision"], found["quote"]["revision"], found["salesOrder"]["revision"]}
    assert (revisions, found["sync"]["state"]) == ({1}, "IN_SYNC")
    assert found["types"][-2:] == ["CONFIRMED", "CANCELLED"]
    assert await reserved_valves(world) == "0"


async def test_a_part_cancelled_is_the_next_revision_everywhere(world: World):
    order = await valves(world, "100", "cancel-part", {"sku": "SEAL-5", "quantity": "10"})
    line, other = (await look(world, order))["lines"]
    parts = [{"lineId": line["id"], "quantity": "40"}, {"lineId": other["id"], "quantity": "10"}]
    answer = await cancel(world, order, "cancel-part-1", lines=parts)
    assert (answer["userErrors"], answer["order"]["status"]) == ([], "CONFIRMED")
    assert answer["cancelledLines"] == [
        {"lineId": line["id"], "cancelledQuantity": "40", "remainingQuantity": "60"},
        {"lineId": other["id"], "cancelledQuantity": "10", "remainingQuantity": "0"},
    ]
    found = await look(world, order)
    revisions = {found["revision"], found["quote"]["revision"], found["salesOrder"]["revision"]}
    assert (revisions, found["sync"]["state"]) == ({2}, "IN_SYNC")
    assert found["quote"]["grossTotal"] == found["salesOrder"]["grossTotal"] == found["grossTotal"]
    assert [item["quantity"] for item in found["quote"]["lines"]] == ["60"]
    kept = found["lines"][0]
    assert (kept["requestedQuantity"], kept["cancelledQuantity"], kept["openQuantity"]) == (
        *("100", "40", "60"),
    )
    assert kept["promises"] == [{"quantity": "60", "deliveryDate": "2026-03-06"}]
    assert found["confirmedDeliveryDate"] == "2026-03-06"
    assert await reserved_valves(world) == "60"


async def test_an_open_decision_is_cancelled_without_the_erp(world: World):
    placed = await place(world, **STORY)
    answer = await cancel(world, placed["order"], "cancel-decision")
    assert (answer["userErrors"], answer["order"]["status"]) == ([], "CANCELLED")
    found = await look(world, placed["order"])
    assert (found["quote"]["state"], found["salesOrder"]) == ("CANCELLED", None)
    assert found["types"][-1] == "CANCELLED"
    late = await accept(world, placed, "LATER", key="too-late-to-decide")
    assert late["outcome"] == "REFUSED"
    assert await reserved_valves(world) == "0"


async def test_the_same_key_replays_and_a_new_key_finds_nothing_to_do(world: World):
    order = await valves(world, "10", "cancel-twice")
    first = await cancel(world, order, "cancel-twice-1")
    again = await cancel(world, order, "cancel-twice-1")
    assert (again["replayed"], again["cancelledLines"]) == (True, first["cancelledLines"])
    other = await cancel(world, {**order, "revision": 7}, "cancel-twice-2")
    assert (codes(other), other["order"]["status"]) == (["NOTHING_TO_DO"], "CANCELLED")
    assert (await look(world, order))["types"].count("CANCELLED") == 1


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"expectedRevision": 2}, "OrderRevisionConflict", "REVISION_CONFLICT"),
        ({"orderId": "ord_unknown"}, "InvalidRequest", "NOT_FOUND"),
        ({"lines": []}, "InvalidRequest", "INVALID"),
        ({"lines": [{"lineId": "lin_x", "quantity": "1"}]}, "InvalidRequest", "NOT_FOUND"),
    ],
)
async def test_what_cannot_be_cancelled_is_refused_and_nothing_is_changed(
    world: World, changes: Any, kind: str, code: str
):
    order = await valves(world, "10", "cancel-bad")
    before = await look(world, order)
    answer = await cancel(world, order, "cancel-bad-1", **changes)
    error = answer["userErrors"][0]
    assert (error["__typename"], error["code"]) == (kind, code)
    assert await look(world, order) == before


@pytest.mark.parametrize(
    ("quantity", "code"), [("11", "NOT_ALLOWED_IN_STATE"), ("0", "INVALID"), ("1.5", "INVALID")]
)
async def test_no_more_of_a_line_is_cancelled_than_is_open(world: World, quantity: str, code: str):
    order = await valves(world, "10", "cancel-more")
    line = (await look(world, order))["lines"][0]["id"]
    parts = [{"lineId": line, "quantity": quantity}]
    answer = await cancel(world, order, "cancel-more-1", lines=parts)
    assert codes(answer) == [code]
    assert await reserved_valves(world) == "10"


async def test_t16_while_the_erp_is_down_it_is_cancelling_and_cancelled_when_it_is_back(
    world: World, reached: Callable[..., Any]
):
    order = await valves(world, "100", "cancel-t16")
    world.erp.is_cut = True
    answer = await cancel(world, order, "cancel-t16-1")
    error = answer["userErrors"][0]
    assert (error["code"], error["system"], error["queued"]) == ("SYSTEM_UNAVAILABLE", "ERP", True)
    assert (answer["order"]["status"], answer["cancelledLines"]) == ("CANCELLING", [])
    quote = (await look_at_quote(world, order))["state"]
    assert quote == "ORDERED"
    world.erp.is_cut = False
    await reached(world, order["id"], status="CANCELLED", sync="IN_SYNC")
    assert (await look(world, order))["quote"]["state"] == "CANCELLED"
    assert await reserved_valves(world) == "0"
    again = await cancel(world, order, "cancel-t16-1")
    assert (again["userErrors"], again["replayed"]) == ([], True)


async def look_at_quote(world: World, order: Any) -> Any:
    found = (await world.ask(ORDER, id=order["id"]))["order"]
    return (await world.ask_system(world.crm, QUOTE, id=found["quote"]["id"]))["quote"]


async def test_an_order_that_waits_for_the_erp_is_cancelled_without_it(world: World):
    world.erp.is_cut = True
    order = (await place(world, **k2("VALVE-20", "100", "cancel-waiting")))["order"]
    answer = await cancel(world, order, "cancel-waiting-1")
    assert (answer["userErrors"], answer["order"]["status"]) == ([], "CANCELLED")
    world.erp.is_cut = False
    replayed = await place(world, **k2("VALVE-20", "100", "cancel-waiting"))
    assert (replayed["order"]["status"], replayed["replayed"]) == ("CANCELLED", True)
    assert await reserved_valves(world) == "0"


async def test_an_order_of_unknown_outcome_is_cancelled_by_the_erps_word(
    world: World, reached: Callable[..., Any]
):
    calls = iter(range(100))

    def lose_the_line() -> None:
        if next(calls) >= 1:
            world.erp.is_cut = True
            raise httpx.ReadTimeout("no answer in time")

    world.erp.after = lose_the_line
    order = (await place(world, **k2("VALVE-20", "100", "cancel-unknown")))["order"]
    assert order["status"] == "SUBMITTING"
    answer = await cancel(world, order, "cancel-unknown-1")
    assert answer["order"]["status"] == "CANCELLING"
    world.erp.after, world.erp.is_cut = (lambda: None), False
    await reached(world, order["id"], status="CANCELLED", sync="IN_SYNC")
    found = await look(world, order)
    assert (found["quote"]["state"], found["salesOrder"]["status"]) == ("CANCELLED", "CANCELLED")
    assert await reserved_valves(world) == "0"


async def test_an_order_whose_write_back_waits_for_the_crm_is_cancelled_too(
    world: World, reached: Callable[..., Any]
):
    calls = iter(range(100))

    def cut_the_crm() -> None:
        world.crm.is_cut = True

    world.erp.after = lambda: cut_the_crm() if next(calls) == 1 else None
    order = (await place(world, **k2("VALVE-20", "100", "cancel-late")))["order"]
    assert order["sync"]["state"] == "RETRYING"
    answer = await cancel(world, order, "cancel-late-1")
    assert (answer["userErrors"], answer["order"]["status"]) == ([], "CANCELLED")
    assert answer["order"]["sync"]["state"] == "RETRYING"
    assert await reserved_valves(world) == "0"
    world.crm.is_cut = False
    await reached(world, order["id"], status="CANCELLED", sync="IN_SYNC")
    assert (await look(world, order))["quote"]["state"] == "CANCELLED"
