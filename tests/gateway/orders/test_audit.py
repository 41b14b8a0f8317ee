"""Who did what, in all three systems: people and programs by their names, values before and after (I6)."""

import asyncio
from typing import Any

import httpx

from chassis.identity import INTERNAL_HEADER, SCOPES, Actor, secret, sign_internal
from tests.gateway.orders.operations import PLACE
from tests.gateway.orders.test_amending import AMEND
from tests.gateway.orders.test_partners import P, placed, wanted
from tests.gateway.orders.world import World, k2
from tests.patience import PATIENCE_SECONDS

JONAS = Actor("STAFF", "stf_jonas", "call-center", None, SCOPES)
AUDIT = """
query A($id: ID!, $first: Int, $after: String) { order(id: $id) {
  audit(first: $first, after: $after) {
    unavailable pageInfo { hasNextPage endCursor }
    edges { cursor node {
      id at system operation entityType entityId correlationId hash
      actor { kind staff { id } partnerId clientId } changes { path before after }
    } } } } }
"""
MANY = "{ orders(last: 5) { edges { node { id audit(first: 3) { edges { node { system } } } } } } }"
CUSTOMER = """
query C($keys: [_Any!]!) { _entities(representations: $keys) { ... on Customer {
  audit(first: 100) { edges { node { system operation entityType actor { staff { id } } } } } } } }
"""


async def audit(world: World, order: Any, **page: Any) -> Any:
    return (await world.ask(AUDIT, id=order["id"], **page))["order"]["audit"]


async def amended(world: World, key: str) -> Any:
    """An order of twenty that Jonas has made one of ten."""
    order = (await world.ask(PLACE, JONAS, input=k2("VALVE-20", "20", key)))["placeOrder"]["order"]
    line = "query($id: ID!) { order(id: $id) { lines { id } } }"
    (found,) = (await world.ask(line, id=order["id"]))["order"]["lines"]
    change = {"orderId": order["id"], "expectedRevision": 1, "reason": "he called"}
    change |= {"setQuantities": [{"lineId": found["id"], "quantity": "10"}]}
    answer = await world.ask(AMEND, JONAS, input={**change, "idempotencyKey": f"{key}-amend"})
    assert answer["amendOrder"]["userErrors"] == []
    return {**order, "line": found["id"]}


async def test_every_system_names_the_agent_and_his_program(world: World):
    order = await amended(world, "audit-agent")
    nodes = [edge["node"] for edge in (await audit(world, order, first=100))["edges"]]
    assert {node["system"] for node in nodes} == {"CRM", "ERP", "GATEWAY"}
    for node in nodes:
        assert node["actor"] == {
            "kind": "STAFF",
            "staff": {"id": "stf_jonas"},
            "partnerId": None,
            "clientId": "call-center",
        }
        assert node["correlationId"] == order["id"]
    done = {(node["system"], node["operation"], node["entityType"]) for node in nodes}
    assert {
        ("GATEWAY", "placeOrder", "Order"),
        ("ERP", "createSalesOrder", "SalesOrder"),
        ("ERP", "changeSalesOrder", "SalesOrder"),
        ("CRM", "captureQuote", "Quote"),
        ("CRM", "settleQuote", "Quote"),
    } <= done


async def test_values_before_and_after_are_told_by_both_systems(world: World):
    order = await amended(world, "audit-values")
    nodes = [edge["node"] for edge in (await audit(world, order, first=100))["edges"]]
    told = {
        (node["system"], each["path"], each["before"], each["after"])
        for node in nodes
        for each in node["changes"]
    }
    line = order["line"]
    assert ("ERP", f"lines.{line}.ordered", None, "20") in told
    assert ("ERP", f"lines.{line}.ordered", "20", "10") in told
    assert ("CRM", f"lines.{line}.quantity", "20", "10") in told
    assert ("GATEWAY", "revision", "1", "2") in told


async def test_pages_follow_one_another_without_gap_or_double(world: World):
    order = await amended(world, "audit-pages")
    everything = (await audit(world, order, first=100))["edges"]
    found, after = [], None
    while True:
        page = await audit(world, order, first=2, after=after)
        found += page["edges"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == everything
    instants = [edge["node"]["at"] for edge in everything]
    assert instants == sorted(instants)


async def test_a_partner_is_named_too(world: World):
    order = (await placed(world, P, **wanted("P-AUDIT")))["order"]
    nodes = [edge["node"] for edge in (await audit(world, order, first=100))["edges"]]
    assert {node["system"] for node in nodes} == {"CRM", "ERP", "GATEWAY"}
    assert {node["actor"]["partnerId"] for node in nodes} == {"prt_p"}


async def test_what_a_dead_system_knows_is_missing_and_said_to_be(world: World):
    order = await amended(world, "audit-down")
    world.crm.is_cut = True
    found = await audit(world, order, first=100)
    world.crm.is_cut = False
    assert found["unavailable"] == ["CRM"]
    assert {edge["node"]["system"] for edge in found["edges"]} == {"ERP", "GATEWAY"}


async def test_audits_of_many_orders_are_read_with_one_call_to_each_system(world: World):
    for number in range(3):
        await world.ask(PLACE, input=k2("SEAL-5", "1", f"audit-many-{number}"))
    calls: list[str] = []
    world.crm.before, world.erp.before = lambda: calls.append("CRM"), lambda: calls.append("ERP")
    edges = (await world.ask(MANY))["orders"]["edges"]
    assert all(len(edge["node"]["audit"]["edges"]) == 3 for edge in edges)
    assert sorted(calls) == ["CRM", "ERP"]


async def test_a_customers_audit_tells_who_captured_him(world: World):
    new = {"kind": "COMPANY", "legalName": "Neu GmbH", "street": "Weg", "postalCode": "20457"}
    asked = k2("SEAL-5", "1", "audit-customer")
    asked["customer"] = {"new": {**new, "city": "Hamburg", "country": "DE"}}
    order = (await world.ask(PLACE, JONAS, input=asked))["placeOrder"]["order"]
    keys = [{"__typename": "Customer", "id": order["customerId"]}]
    (found,) = (await world.ask(CUSTOMER, keys=keys))["_entities"]
    nodes = [edge["node"] for edge in found["audit"]["edges"]]
    # The ERP hears of him by the order or, in the same name, by the CRM's event: whichever is first.
    made = ("captureCustomer", "upsertPartner", "upsertPartners")
    captured = [node for node in nodes if node["operation"] in made]
    assert {(node["system"], node["entityType"]) for node in captured} == {
        ("CRM", "Customer"),
        ("ERP", "Partner"),
    }
    assert all(node["actor"]["staff"] == {"id": "stf_jonas"} for node in captured)


UPDATE = """mutation($input: UpdateCustomerInput!) { updateCustomer(input: $input) {
  userErrors { code } } }"""


async def test_a_change_of_a_customer_reaches_the_erp_in_the_name_of_who_made_it(world: World):
    headers = {INTERNAL_HEADER: sign_internal(JONAS, secret())}
    wanted = {"id": "cus_k2", "expectedVersion": 1, "email": "neu@sued.example"}
    body = {"query": UPDATE, "variables": {"input": wanted}}
    inner = world.crm._inner
    async with httpx.AsyncClient(transport=inner, base_url="http://crm") as client:
        answer = (await client.post("/graphql", json=body, headers=headers)).json()
    assert answer["data"]["updateCustomer"]["userErrors"] == []
    keys = [{"__typename": "Customer", "id": "cus_k2"}]
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            (found,) = (await world.ask(CUSTOMER, keys=keys))["_entities"]
            nodes = [edge["node"] for edge in found["audit"]["edges"]]
            carried = [node for node in nodes if node["system"] == "ERP"]
            if any(node["actor"]["staff"] == {"id": "stf_jonas"} for node in carried):
                break
            await asyncio.sleep(0.05)
    written = [node for node in nodes if node["operation"] == "updateCustomer"]
    assert [node["actor"]["staff"] for node in written] == [{"id": "stf_jonas"}]
