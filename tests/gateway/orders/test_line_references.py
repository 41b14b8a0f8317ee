"""The customer's own word for a line (customerLineReference) is the note of the quote's line."""

from typing import Any

from tests.gateway.orders.operations import place
from tests.gateway.orders.test_amending import amend
from tests.gateway.orders.world import World, k2

READ = "query Q($id: ID!) { quote(id: $id) { revision lines { note product { sku } } } }"


async def notes(world: World, order: Any) -> tuple[int, list[str | None]]:
    found = (await world.ask_system(world.crm, READ, id=order["quote"]["id"]))["quote"]
    return found["revision"], [line["note"] for line in found["lines"]]


async def test_it_stays_with_the_line_through_revisions(world: World):
    request = k2("VALVE-20", "10", "line-ref-0001")
    request["lines"] = [
        {"sku": "VALVE-20", "quantity": "10", "customerLineReference": "Pos. 7"},
        {"sku": "SEAL-5", "quantity": "10"},
    ]
    order = (await place(world, **request))["order"]
    assert await notes(world, order) == (1, ["Pos. 7", None])
    added = [{"sku": "LAMP-9", "quantity": "2", "customerLineReference": "Pos. 9"}]
    changed = await amend(world, order, "line-ref-0002", addLines=added)
    assert changed["userErrors"] == []
    assert await notes(world, order) == (2, ["Pos. 7", None, "Pos. 9"])


async def test_the_notes_of_a_placed_quote_outlive_an_amendment(world: World):
    create = """mutation($input: CreateQuoteInput!) { createQuote(
      input: $input, idempotencyKey: "noted") { quote { id } userErrors { message } } }"""
    lines = [{"sku": "VALVE-20", "quantity": "10", "note": "blue ones"}]
    wished = {"customerId": "cus_k2", "requestedDeliveryDate": "2026-03-06", "lines": lines}
    created = (await world.ask_system(world.crm, create, input=wished))["createQuote"]
    quote_id = created["quote"]["id"]
    order = (await place(world, idempotencyKey="line-ref-0003", quoteId=quote_id))["order"]
    changed = await amend(world, order, "line-ref-0004", customerReference="PO 8")
    assert changed["userErrors"] == []
    assert await notes(world, order) == (2, ["blue ones"])
