"""T21: a customer's street changes; the ERP follows by versions, orders only when they shall."""

import time
from typing import Any

from tests.end_to_end.operations import PLACE, k2
from tests.end_to_end.stack import Stack

UPDATE = """mutation($input: UpdateCustomerInput!) { updateCustomer(input: $input) {
  customer { version } userErrors { code path message } } }"""
PARTNER = "query($id: ID!) { customer(id: $id) { version erpPartner { version email } } }"
SYNC = "query($id: ID!) { customer(id: $id) { sync { state } erpPartner { version email } } }"
ORDER = """query($id: ID!) { order(id: $id) {
  revision status shipTo { street } sync { state } quote { revision shipTo { street } }
  salesOrder { id revision shipTo { street } } } }"""
DELIVERIES = """query($id: ID!) { salesOrder(id: $id) { deliveries { edges { node {
  id lines { salesOrderLineId quantity } } } } } }"""
SHIP = """mutation($id: ID!, $lines: [ShipmentLineInput!]!, $pick: String!, $ship: String!) {
  startPicking(deliveryId: $id, lines: $lines, idempotencyKey: $pick) { userErrors { code } }
  postShipment(deliveryId: $id, lines: $lines, idempotencyKey: $ship) { userErrors { code } }
}"""


def place(stack: Stack, key: str) -> str:
    order: dict[str, Any] = stack.ask(PLACE, {"input": k2("VALVE-20", "10", key)})["placeOrder"]
    return str(order["order"]["id"])


def change(stack: Stack, version: int, **changes: Any) -> None:
    wanted = {"id": "cus_k2", "expectedVersion": version, **changes}
    payload = stack.ask(UPDATE, {"input": wanted})["updateCustomer"]
    assert payload == {"customer": {"version": version + 1}, "userErrors": []}


def move(street: str, *, applies: bool) -> dict[str, Any]:
    address = {"street": street, "postalCode": "80538", "city": "München", "country": "DE"}
    return {"id": "adr_k2", "address": address, "applyToOpenOrders": applies}


def ship(stack: Stack, order_id: str) -> None:
    sales_order = stack.ask(ORDER, {"id": order_id})["order"]["salesOrder"]["id"]
    found = stack.ask(DELIVERIES, {"id": sales_order})["salesOrder"]["deliveries"]["edges"]
    variables = {**found[0]["node"], "pick": f"pick-{order_id}", "ship": f"ship-{order_id}"}
    for payload in stack.ask(SHIP, variables).values():
        assert payload["userErrors"] == []
    stack.eventually(ORDER, {"id": order_id}, {"order": {"status": "SHIPPED"}})


def test_t21_the_copy_follows_and_of_the_orders_the_unshipped_one_when_it_shall(stack: Stack):
    open_order, shipped = place(stack, "scenario-t21-1"), place(stack, "scenario-t21-2")
    ship(stack, shipped)
    before = stack.ask(ORDER, {"id": open_order})["order"]
    version = stack.ask(PARTNER, {"id": "cus_k2"})["customer"]["version"]
    began = time.monotonic()
    change(stack, version, address=move("Neuer Weg", applies=False))
    reached = {"customer": {"erpPartner": {"version": version + 1}}}
    stack.eventually(PARTNER, {"id": "cus_k2"}, reached)
    assert time.monotonic() - began < 5
    assert stack.ask(ORDER, {"id": open_order})["order"] == before
    change(stack, version + 1, address=move("Neuester Weg", applies=True))
    there = {"shipTo": {"street": "Neuester Weg"}, "revision": 2}
    agreed = {**there, "sync": {"state": "IN_SYNC"}, "quote": there, "salesOrder": there}
    stack.eventually(ORDER, {"id": open_order}, {"order": agreed})
    kept = {"revision": 1, "status": "SHIPPED", "shipTo": {"street": "Isarring"}}
    stack.eventually(ORDER, {"id": shipped}, {"order": kept})


def test_t21_changes_while_the_erp_is_down_become_one_final_state(stack: Stack):
    order_id = place(stack, "scenario-t21-3")
    version = stack.ask(PARTNER, {"id": "cus_k2"})["customer"]["version"]
    stack.kill("erp")
    for number in range(3):
        change(stack, version + number, email=f"neu{number}@sued.example")
    change(stack, version + 3, address=move("Neuer Weg", applies=True))
    stack.kill("gateway")
    stack.start("gateway")
    stack.start("erp")
    final = {"erpPartner": {"version": version + 4, "email": "neu2@sued.example"}}
    done = {"customer": {**final, "sync": {"state": "IN_SYNC"}}}
    stack.eventually(SYNC, {"id": "cus_k2"}, done)
    there = {"shipTo": {"street": "Neuer Weg"}, "revision": 2}
    stack.eventually(ORDER, {"id": order_id}, {"order": {**there, "salesOrder": there}})
