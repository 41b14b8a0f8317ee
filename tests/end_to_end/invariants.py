"""I1 to I7: what holds after every scenario, whatever happened in it.

Read over HTTP only: the gateway, and the ERP's event feed with the internal token.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml

from chassis.identity import INTERNAL_HEADER
from tests.end_to_end.stack import JSON, Stack

ORDERS = """
query Orders($after: String) {
  orders(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
    id status revision sync { state }
    lines { sku promises { deliveryDate basis } }
    audit(first: 100) {
      edges { node { system operation actor { kind clientId partnerId staff { id } } } } }
    quote { revision state grossTotal { amount } }
    salesOrder {
      id externalReference revision grossTotal { amount }
      lines { sku status scheduleLines {
        shipDate deliveryDate confirmedQuantity shippedQuantity warehouse { code } } }
    }
  } } }
}
"""
SUPPLY = """
query Supply($sku: ID!) {
  product(sku: $sku) {
    item { stock { warehouse { code } onHand reserved receipts { date quantity confirmed } } }
  }
}
"""
VERIFY = "query V($system: System!) { verifyAudit(system: $system) { isIntact entries brokenAt } }"
Demand = defaultdict[tuple[str, str], defaultdict[str, Decimal]]
COMMITTED = {"CONFIRMED", "PARTIALLY_CONFIRMED", "BACKORDERED", "IN_FULFILMENT", "ON_HOLD"}


def assert_invariants(stack: Stack) -> None:
    """Assert all seven; I7 is asserted in every answer that the stack reads."""
    orders = list(read_orders(stack))
    for order in orders:
        assert_copies_agree(order)
        assert_audited(order)
    assert_audits_hold(stack)
    assert_one_sales_order_each(stack)
    assert_supply_covers_reservations(stack, orders)


def read_orders(stack: Stack) -> Iterator[JSON]:
    after, has_more = None, True
    while has_more:
        page = stack.ask(ORDERS, {"after": after})["orders"]
        yield from (edge["node"] for edge in page["edges"])
        after, has_more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]


def assert_copies_agree(order: JSON) -> None:
    """I3, I4 and I5."""
    sales_order, quote = order["salesOrder"], order["quote"]
    if order["status"] in COMMITTED:
        assert sales_order is not None, f"I5: {order['id']} is {order['status']} without the ERP"
    if order["sync"]["state"] == "IN_SYNC" and sales_order is not None:
        revisions = {order["revision"], quote["revision"], sales_order["revision"]}
        assert len(revisions) == 1, f"I4: {order}"
        assert quote["grossTotal"] == sales_order["grossTotal"], f"I3: {order}"
        assert sales_order["externalReference"] == order["id"]


def assert_audited(order: JSON) -> None:
    """I6: a person, a partner or the system itself, through a named client."""
    entries = [edge["node"] for edge in order["audit"]["edges"]]
    expected = {"GATEWAY", *(["CRM"] if order["quote"] else [])}
    expected |= {"ERP"} if order["salesOrder"] else set()
    missing = expected - {entry["system"] for entry in entries}
    assert not missing, f"I6: {missing} do not say who made {order['id']}"
    for entry in entries:
        actor = entry["actor"]
        assert actor["clientId"], entry
        assert actor["staff"] or actor["partnerId"] or actor["kind"] in ("SYSTEM", "CUSTOMER"), (
            entry
        )


def assert_audits_hold(stack: Stack) -> None:
    """I6: nobody has changed afterwards who did what."""
    for system in ("CRM", "ERP", "GATEWAY"):
        found = stack.ask(VERIFY, {"system": system})["verifyAudit"]
        assert found["isIntact"], f"I6: the audit of the {system} is broken: {found}"


def assert_one_sales_order_each(stack: Stack) -> None:
    """I1, from the ERP's own events."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    cursor = 0
    while events := read_events(stack, cursor):
        cursor = events[-1]["sequence"]
        for event in events:
            if event["entityType"] == "SalesOrder":
                found[event["payload"]["externalReference"]].add(event["entityId"])
    assert all(len(numbers) == 1 for numbers in found.values()), f"I1: {dict(found)}"


def read_events(stack: Stack, after: int) -> list[JSON]:
    token = {INTERNAL_HEADER: stack.internal_token()}
    answer = stack.client.get(f"{stack.url('erp')}/events?after={after}", headers=token)
    events: list[JSON] = answer.json()["events"]
    return events


def assert_supply_covers_reservations(stack: Stack, orders: list[JSON]) -> None:
    """I2: for each item, warehouse and day, what is promised is not more than what will be there."""
    demand = demands(orders)
    for item in yaml.safe_load(stack.fixture.read_text())["erp"]["items"]:
        for each in item.get("reservations", []):
            day = str(each["shipDate"])
            demand[item["sku"], each["warehouse"]][day] += Decimal(each["quantity"])
    for sku in {sku for sku, _ in demand}:
        for stock in stack.ask(SUPPLY, {"sku": sku})["product"]["item"]["stock"]:
            promised = demand[sku, stock["warehouse"]["code"]]
            for day in promised:
                taken = sum(quantity for ship, quantity in promised.items() if ship <= day)
                assert taken <= supply_until(stock, day), f"I2: {sku} on {day}: {taken}"


def demands(orders: list[JSON]) -> Demand:
    found: Demand = defaultdict(lambda: defaultdict(Decimal))
    for order in orders:
        lead_time = {
            (line["sku"], promise["deliveryDate"])
            for line in order["lines"]
            for promise in line["promises"]
            if promise["basis"] == "LEAD_TIME"
        }
        for line in (order["salesOrder"] or {"lines": []})["lines"]:
            for part in line["scheduleLines"]:
                if (
                    line["status"] != "CANCELLED"
                    and (line["sku"], part["deliveryDate"]) not in lead_time
                ):
                    key = line["sku"], part["warehouse"]["code"]
                    # What has left is in the house no more.
                    kept = Decimal(part["confirmedQuantity"]) - Decimal(part["shippedQuantity"])
                    found[key][part["shipDate"]] += kept
    return found


def supply_until(stock: JSON, day: str) -> Decimal:
    receipts: list[Any] = [
        Decimal(receipt["quantity"])
        for receipt in stock["receipts"]
        if receipt["confirmed"] and receipt["date"] <= day
    ]
    return Decimal(stock["onHand"]) + sum(receipts)
