"""Lists cost as many statements and calls for many entries as for one: what they ask is batched."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.gateway.orders.operations import PLACE
from tests.gateway.orders.world import World, k2
from tests.patience import PATIENCE_SECONDS

ORDERS = "query Q($n: Int!) { orders(first: $n) { totalCount edges { node { id %s } } } }"
ENTITIES = """query Q($keys: [_Any!]!) { _entities(representations: $keys) {
  ... on Customer { id %s } ... on Order { number } } }"""
OF_ORDERS = {
    "lines": "lines { sku promises { deliveryDate } } sync { conflicts { code } }",
    "decisions": "pendingDecision { id check { lines { shortfall } } }",
    "history": "history(first: 5) { edges { node { sequence type order { number status } } } }",
    "audit": "audit(first: 5) { edges { node { operation } } }",
    "amendments": "amendments { id check { outcome } }",
}
OF_CUSTOMERS = {
    "orders": "orders(first: 2) { totalCount edges { node { number } } }",
    "orders by status": "orders(first: 2, statuses: [CONFIRMED]) { totalCount }",
    "sync": "sync { state conflicts { code } }",
    "audit": "audit(first: 5) { edges { node { operation } } }",
}
CUSTOMERS = ("cus_k1", "cus_k2", "cus_p", "cus_q")


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What was read of the tables that lists are made of."""
    found: list[str] = []

    def note(*arguments: Any) -> None:
        text = arguments[2]
        if READ.search(text) and not any(name in text for name in SEALING):
            found.append(text)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


TABLES = "orders|decisions|events|links|merged_customers|conflicts|audit"
READ = re.compile(rf"^SELECT.*\sFROM ({TABLES})\b", re.DOTALL)
# It goes on meanwhile.
SEALING = ("FROM audit LEFT", "max(audit_chain")


async def orders(world: World) -> None:
    """Orders of four customers, two of which wait for a decision."""
    for number, customer in enumerate(CUSTOMERS * 2):
        asked = k2("SEAL-5", "10", f"statements-{number}")
        if customer in ("cus_p", "cus_q"):
            asked["lines"] = [{"sku": "CTRL-7", "quantity": "40"}]
        answer = await world.ask(PLACE, input={**asked, "customer": {"id": customer}})
        assert answer["placeOrder"]["userErrors"] == []


async def counted(world: World, statements: list[str], text: str, **variables: Any) -> list[str]:
    # The first one may have audits to seal.
    await world.ask(text, **variables)
    statements.clear()
    await world.ask(text, **variables)
    return sorted(statements)


async def test_an_order_more_costs_no_statement_more(world: World, statements: list[str]):
    await orders(world)
    for name, selection in OF_ORDERS.items():
        few = await counted(world, statements, ORDERS % selection, n=3)
        many = await counted(world, statements, ORDERS % selection, n=8)
        assert shapes(many) == shapes(few), name


async def test_a_customer_more_costs_no_statement_more(world: World, statements: list[str]):
    await orders(world)
    keys = [{"__typename": "Customer", "id": customer} for customer in CUSTOMERS]
    for name, selection in OF_CUSTOMERS.items():
        few = await counted(world, statements, ENTITIES % selection, keys=keys[:1])
        many = await counted(world, statements, ENTITIES % selection, keys=keys)
        assert shapes(many) == shapes(few), name


async def test_orders_are_found_by_their_keys_together(world: World, statements: list[str]):
    await orders(world)
    page = await world.ask(ORDERS % "", n=8)
    keys = [{"__typename": "Order", "id": edge["node"]["id"]} for edge in page["orders"]["edges"]]
    few = await counted(world, statements, ENTITIES % "", keys=keys[:2])
    many = await counted(world, statements, ENTITIES % "", keys=keys)
    assert (shapes(many), len(many)) == (shapes(few), 1)


JOB = """query J($id: ID!, $n: Int!) { importJob(id: $id) { rows(first: $n) {
  edges { node { index order { number history(first: 2) { edges { node { type } } } } } } } } }"""
IMPORT = """mutation I($input: ImportOrdersInput!) { importOrders(input: $input) {
  job { id } userErrors { message } } }"""


async def test_a_row_more_of_an_import_costs_no_statement_more(world: World, statements: list[str]):
    rows = [k2("SEAL-5", "1", f"statements-row-{number}") for number in range(4)]
    wanted = {"idempotencyKey": "statements-import", "rows": rows}
    job = (await world.ask(IMPORT, input=wanted))["importOrders"]["job"]["id"]
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if (await world.ask(STATE, id=job))["importJob"]["state"] == "SUCCEEDED":
                break
            await asyncio.sleep(0.05)
    few = await counted(world, statements, JOB, id=job, n=2)
    many = await counted(world, statements, JOB, id=job, n=4)
    assert shapes(many) == shapes(few)
    assert len(few) < 4


STATE = "query S($id: ID!) { importJob(id: $id) { state } }"


def shapes(statements: list[str]) -> list[str]:
    """Statements but for how many values they ask for."""
    return [" ".join(text.split(" IN (")[0].split())[:80] for text in statements]
