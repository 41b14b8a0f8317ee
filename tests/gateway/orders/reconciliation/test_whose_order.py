"""C-CUSTOMER: a person says whose order it is, the quote's customer's or the ERP's buyer's."""

from pathlib import Path
from typing import Any

import pytest

from tests.gateway.orders.reconciliation.asking import (
    codes,
    findings,
    order_of,
    placed,
    quote_of,
    reconcile,
    resolve,
    sales_order_of,
)
from tests.gateway.orders.reconciliation.damage import database
from tests.gateway.orders.test_amending import amend
from tests.gateway.orders.test_cancelling import look
from tests.gateway.orders.world import World

WHOSE = "query W($id: ID!) { order(id: $id) { customerId shipTo { street } } }"


async def sold_to_another(world: World, folder: Path, key: str, buyer: str) -> tuple[str, Any]:
    order_id = await placed(world, key)
    with database(folder, "erp") as erp:
        change = "UPDATE sales_orders SET customer_id = ? WHERE external_reference = ?"
        erp.execute(change, (buyer, order_id))
    (found,) = findings(await reconcile(world))
    assert (found["code"], found["crmValue"], found["erpValue"]) == ("C-CUSTOMER", "cus_k2", buyer)
    return order_id, found


@pytest.mark.parametrize(("action", "owner"), [("TAKE_ERP", "cus_p"), ("TAKE_CRM", "cus_k2")])
async def test_all_three_have_whom_a_person_chose(
    world: World, tmp_path: Path, action: str, owner: str
):
    order_id, found = await sold_to_another(world, tmp_path, f"whose-{action}", "cus_p")
    payload = await resolve(world, found["id"], action)
    assert payload["userErrors"] == []
    quote = await quote_of(world, payload["order"]["quote"]["id"])
    assert quote["customer"]["id"] == owner
    sales_order = await sales_order_of(world, order_id)
    assert sales_order is not None
    assert (sales_order["customerId"], sales_order["deliveryBlock"]) == (owner, False)
    order = (await world.ask(WHOSE, id=order_id))["order"]
    assert order == {"customerId": owner, "shipTo": {"street": "Isarring"}}
    assert (await order_of(world, order_id))["status"] == "CONFIRMED"
    assert codes(await reconcile(world)) == []


async def test_the_buyers_order_goes_on_to_its_own_address(world: World, tmp_path: Path):
    order_id, found = await sold_to_another(world, tmp_path, "whose-goes-on", "cus_p")
    await resolve(world, found["id"], "TAKE_ERP")
    order = await order_of(world, order_id)
    line = (await look(world, order))["lines"][0]["id"]
    changed = await amend(
        world, order, "whose-goes-on-1", setQuantities=[{"lineId": line, "quantity": "12"}]
    )
    assert (changed["userErrors"], changed["order"]["status"]) == ([], "CONFIRMED")
    assert codes(await reconcile(world)) == []
