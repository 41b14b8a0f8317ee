"""What warehouse and finance do moves the unified order (section 2.3, rows 19 to 22)."""

from typing import Any

from tests.gateway.orders.operations import place
from tests.gateway.orders.test_setbacks import eventually, types
from tests.gateway.orders.world import World, k2

READ = """query($id: ID!) { salesOrder(id: $id) {
  deliveries { edges { node { id state lines { salesOrderLineId quantity } } } } } }"""
MOVE = """mutation($id: ID!, $lines: [ShipmentLineInput!]!, $key: String!) {{
  {name}(deliveryId: $id, lines: $lines, idempotencyKey: $key) {{ userErrors {{ code message }} }} }}"""
BILL = """mutation($id: ID!) {
  postInvoice(salesOrderId: $id, idempotencyKey: "bill") { userErrors { code message } } }"""


async def move(world: World, name: str, sales_order: str, index: int, quantity: str) -> None:
    found = await world.ask_system(world.erp, READ, id=sales_order)
    delivery = found["salesOrder"]["deliveries"]["edges"][index]["node"]
    lines = [{**line, "quantity": quantity} for line in delivery["lines"]]
    asked: dict[str, Any] = {"id": delivery["id"], "lines": lines, "key": f"{name}-{index}"}
    answer = await world.ask_system(world.erp, MOVE.format(name=name), **asked)
    assert answer[name]["userErrors"] == []


async def reach(world: World, order_id: str, status: str) -> Any:
    return await eventually(world, order_id, lambda order: order["status"] == status)


async def test_an_order_is_picked_shipped_in_parts_and_billed(world: World):
    placed = (await place(world, **k2("VALVE-20", "20", "fulfil-0001")))["order"]
    sales_order, order_id = placed["salesOrder"]["id"], placed["id"]
    await move(world, "startPicking", sales_order, 0, "12")
    await reach(world, order_id, "IN_FULFILMENT")
    await move(world, "postShipment", sales_order, 0, "12")
    await reach(world, order_id, "PARTIALLY_SHIPPED")
    await move(world, "postShipment", sales_order, 1, "8")
    await reach(world, order_id, "SHIPPED")
    answer = await world.ask_system(world.erp, BILL, id=sales_order)
    assert answer["postInvoice"]["userErrors"] == []
    done = await reach(world, order_id, "COMPLETED")
    assert types(done)[-4:] == ["PICKED", "SHIPPED", "SHIPPED", "INVOICED"]
