"""T16, negative: a quote is set LOST behind the gateway's back after goods have left."""

from pathlib import Path

from tests.gateway.orders.operations import place
from tests.gateway.orders.reconciliation.asking import (
    codes,
    findings,
    order_of,
    reconcile,
    resolve,
    sales_order_of,
)
from tests.gateway.orders.reconciliation.damage import set_quote
from tests.gateway.orders.test_fulfilment import move, reach
from tests.gateway.orders.world import World, k2


async def test_what_has_left_needs_a_person_and_is_not_blocked(world: World, tmp_path: Path):
    placed = (await place(world, **k2("VALVE-20", "20", "lost-after-shipment")))["order"]
    await move(world, "postShipment", placed["salesOrder"]["id"], 0, "12")
    await reach(world, placed["id"], "PARTIALLY_SHIPPED")
    set_quote(tmp_path, placed["id"], state="LOST")
    (found,) = findings(await reconcile(world))
    assert (found["code"], found["crmValue"], found["erpValue"]) == (
        *("C-LOST-SHIPPED", "LOST", "SHIPPED"),
    )
    order = await order_of(world, placed["id"])
    assert (order["status"], order["allowedActions"]) == ("NEEDS_ATTENTION", ["RESOLVE_CONFLICT"])
    assert (await sales_order_of(world, placed["id"]))["deliveryBlock"] is False  # type: ignore[index]
    refused = await resolve(world, found["id"], "TAKE_CRM")
    assert [error["code"] for error in refused["userErrors"]] == ["INVALID"]
    payload = await resolve(world, found["id"], "TAKE_ERP")
    assert (payload["userErrors"], payload["order"]["status"]) == ([], "PARTIALLY_SHIPPED")
    assert codes(await reconcile(world)) == []
