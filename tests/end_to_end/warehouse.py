"""What warehouse and finance staff do, at the gateway or at the ERP's own door."""

from __future__ import annotations

from typing import Any

from tests.end_to_end.stack import JSON, Stack

DELIVERIES = """
query Deliveries($id: ID!) { salesOrder(id: $id) {
  deliveries { edges { node { id state lines { salesOrderLineId quantity } } } } } }
"""
SHIP = """
mutation Ship($id: ID!, $lines: [ShipmentLineInput!]!, $key: String!) {
  postShipment(deliveryId: $id, lines: $lines, trackingNumber: "1Z", idempotencyKey: $key) {
    userErrors { code message } } }
"""
BILL = """
mutation Bill($id: ID!, $key: String!) { postInvoice(salesOrderId: $id, idempotencyKey: $key) {
  salesOrder { invoices { edges { node { id grossTotal { amount } } } } } userErrors { code } } }
"""
SALES_ORDER = "query S($id: ID!) { order(id: $id) { salesOrder { id } } }"


def sales_order_of(stack: Stack, order: JSON) -> str:
    found: str = stack.ask(SALES_ORDER, {"id": order["id"]})["order"]["salesOrder"]["id"]
    return found


def ship(stack: Stack, sales_order: str, quantity: str, door: str = "gateway") -> None:
    """So much of the first delivery that is still planned."""
    found = stack.post(door, DELIVERIES, {"id": sales_order})["data"]["salesOrder"]
    planned = [each["node"] for each in found["deliveries"]["edges"]]
    delivery = next(each for each in planned if each["state"] == "PLANNED")
    lines: list[Any] = [{**line, "quantity": quantity} for line in delivery["lines"]]
    asked = {"id": delivery["id"], "lines": lines, "key": f"ship-{delivery['id']}"}
    answer = stack.post(door, SHIP, asked)
    assert answer["data"]["postShipment"]["userErrors"] == [], answer


def bill(stack: Stack, sales_order: str) -> Any:
    """The newest invoice."""
    answer = stack.ask(BILL, {"id": sales_order, "key": f"bill-{sales_order}"})["postInvoice"]
    assert answer["userErrors"] == []
    return answer["salesOrder"]["invoices"]["edges"][-1]["node"]
