"""Lists cost as many statements for many entries as for one: what they ask of each is read together."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.crm_service.conftest import Crm

QUOTE = """mutation($input: CreateQuoteInput!, $key: String!) {
  createQuote(input: $input, idempotencyKey: $key) { quote { id } userErrors { message } } }"""
LOG = """mutation($input: LogInteractionInput!) {
  logInteraction(input: $input) { userErrors { message } } }"""
CUSTOMERS = "query Q($n: Int!) { customers(first: $n) { totalCount edges { node { id %s } } } }"
QUOTES = "query Q($n: Int!) { quotes(first: $n) { totalCount edges { node { id %s } } } }"
PRODUCTS = "query Q($n: Int!) { products(first: $n) { edges { node { sku %s } } } }"
LISTS = {
    "customers": (
        CUSTOMERS,
        "emails { address } addresses { id } contacts { id } consents { purpose }",
    ),
    "their owners": (CUSTOMERS, "owner { displayName } mergedInto { id }"),
    "their quotes": (CUSTOMERS, "quotes(first: 1) { totalCount edges { node { number } } }"),
    "their interactions": (
        CUSTOMERS,
        "interactions(first: 1) { totalCount edges { node { subject agent { displayName } } } }",
    ),
    "quotes": (QUOTES, "customer { displayName } lines { product { name category { id } } }"),
    "their revisions": (QUOTES, "revisions { revision createdBy { displayName } }"),
    "their conversations": (QUOTES, "interactions { totalCount edges { node { subject } } }"),
    "products": (PRODUCTS, "category { name parent { name } } images attributes { name }"),
}

MEANWHILE = ("audit", "outbox", "pg_notify")


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What was read of tables; meanwhile the audit is sealed, and hints go to other processes."""
    found: list[str] = []

    def note(*arguments: Any) -> None:
        text = arguments[2]
        if text.startswith("SELECT") and not any(each in text for each in MEANWHILE):
            found.append(text)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


async def fill(crm: Crm) -> None:
    """Two quotes and two conversations for each of the two customers."""
    for number, customer in enumerate(("cus_k1", "cus_k2", "cus_k1", "cus_k2")):
        line = {"sku": "SEAL-5", "quantity": "1"}
        wanted = {"customerId": customer, "requestedDeliveryDate": "2026-03-06", "lines": [line]}
        answer = await crm.data(QUOTE, input=wanted, key=f"statements-{number}")
        quote = answer["createQuote"]["quote"]["id"]
        talk = {"channel": "PHONE", "direction": "INBOUND", "subject": f"call {number}"}
        talk |= {"quoteId": quote, "customerId": customer}
        assert (await crm.data(LOG, input=talk))["logInteraction"]["userErrors"] == []


async def counted(crm: Crm, statements: list[str], text: str, n: int) -> list[str]:
    statements.clear()
    await crm.data(text, n=n)
    return [" ".join(each.split(" IN (")[0].split())[:80] for each in statements]


@pytest.mark.parametrize("name", sorted(LISTS))
async def test_an_entry_more_costs_no_statement_more(crm: Crm, statements: list[str], name: str):
    await fill(crm)
    text, selection = LISTS[name]
    few = await counted(crm, statements, text % selection, 1)
    many = await counted(crm, statements, text % selection, 4)
    assert sorted(many) == sorted(few)
    assert few


async def test_pages_of_two_customers_are_his_own(crm: Crm):
    await fill(crm)
    text = CUSTOMERS % (
        "quotes(first: 1) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor }"
        " edges { cursor node { number customer { id } } } }"
    )
    first = (await crm.data(text, n=4))["customers"]["edges"]
    for edge in first:
        page = edge["node"]["quotes"]
        assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (2, True)
        assert page["edges"][0]["node"]["customer"]["id"] == edge["node"]["id"]
    after = first[0]["node"]["quotes"]["pageInfo"]["endCursor"]
    more = "query Q($id: ID!, $after: String) { customer(id: $id) { quotes(after: $after) {"
    more += " pageInfo { hasNextPage hasPreviousPage } edges { node { number } } } } }"
    rest = (await crm.data(more, id=first[0]["node"]["id"], after=after))["customer"]["quotes"]
    assert rest["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True}
    numbers = [first[0]["node"]["quotes"]["edges"][0]["node"]["number"]]
    numbers += [edge["node"]["number"] for edge in rest["edges"]]
    assert len(set(numbers)) == len(numbers) == 2
