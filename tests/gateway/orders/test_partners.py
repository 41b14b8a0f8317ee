"""Partners see and change their own orders only; another's answers as an unknown one does (§3.8)."""

import asyncio
from contextlib import aclosing
from typing import Any

import msgspec
import pytest

from chassis.identity import Actor
from tests.gateway.orders.operations import PLACE
from tests.gateway.orders.test_amending import AMEND
from tests.gateway.orders.test_cancelling import CANCEL, codes
from tests.gateway.orders.world import World, k2, set_clock

P = Actor("PARTNER", "prt_p", "partner-prt_p", "prt_p", ("partner", "order:read", "order:write"))
Q = Actor("PARTNER", "prt_q", "partner-prt_q", "prt_q", ("partner", "order:read", "order:write"))
DECIDE = """mutation($input: DecideOrderInput!) { decideOrder(input: $input) {
  order { id status } userErrors { __typename code message path } } }"""
RETRY = """mutation($id: ID!) { retryOrderSync(orderId: $id) {
  order { id } userErrors { __typename code message path } } }"""
READS = """query($id: ID!, $number: String!, $reference: String!, $customer: ID!) {
  order(id: $id) { id } orderByNumber(number: $number) { id }
  orderByPartnerReference(partnerReference: $reference) { id }
  orders { totalCount edges { node { id } } }
  his: orders(customerId: $customer) { totalCount edges { node { id } } }
  _entities(representations: [
    {__typename: "Order", id: $id}, {__typename: "Customer", id: $customer}
  ]) { ... on Order { id } ... on Customer {
    orders { totalCount } audit { edges { node { id } } } } }
}"""
WATCH = "subscription($id: ID, $customer: ID) { orderEvents(orderId: $id, customerId: $customer) { type order { id } } }"


def wanted(reference: str, customer: str = "cus_p", **more: object) -> dict[str, object]:
    asked = k2("VALVE-20", "20", f"partner-{reference}", partnerReference=reference, **more)
    return {**asked, "customer": {"id": customer}}


async def placed(world: World, actor: Actor, **asked: Any) -> Any:
    return (await world.ask(PLACE, actor, input=asked))["placeOrder"]


async def order_of_p(world: World, reference: str, **more: object) -> Any:
    payload = await placed(world, P, **wanted(reference, **more))
    assert payload["userErrors"] == []
    return payload["order"]


async def reads(world: World, actor: Actor, order: Any, reference: str) -> Any:
    keys = {"id": order["id"], "number": order["number"]}
    return await world.ask(READS, actor, **keys, reference=reference, customer="cus_p")


async def test_an_own_order_is_read_in_every_way(world: World):
    order = await order_of_p(world, "P-READ")
    found, own = await reads(world, P, order, "P-READ"), {"id": order["id"]}
    assert found["order"] == found["orderByNumber"] == found["orderByPartnerReference"] == own
    assert own in [edge["node"] for edge in found["orders"]["edges"]]
    assert found["_entities"][0] == own
    assert found["_entities"][1]["orders"]["totalCount"] >= 1
    channel = "query($id: ID!) { order(id: $id) { channel partnerReference } }"
    shown = (await world.ask(channel, P, id=order["id"]))["order"]
    assert shown == {"channel": "PARTNER_API", "partnerReference": "P-READ"}


async def test_anothers_order_reads_as_an_unknown_one_does(world: World):
    order = await order_of_p(world, "P-HIDE")
    found = await reads(world, Q, order, "P-HIDE")
    unknown = await reads(world, Q, {"id": "ord_x", "number": "O-2026-999999"}, "nothing")
    assert found == unknown
    assert found["order"] is found["_entities"][0] is None
    assert found["_entities"][1] == {"orders": {"totalCount": 0}, "audit": {"edges": []}}


async def test_an_agents_order_of_his_customer_is_a_partners_too(world: World):
    asked = {**wanted("P-AGENT"), "idempotencyKey": "agent-for-p"}
    order = (await world.ask(PLACE, input=asked))["placeOrder"]["order"]
    assert (await reads(world, P, order, "-"))["order"] == {"id": order["id"]}
    assert (await reads(world, Q, order, "-"))["order"] is None


CHANGES = {
    "cancelOrder": (CANCEL, {"reason": "x"}),
    "amendOrder": (AMEND, {"reason": "x", "customerReference": "mine"}),
    "dryRun": (AMEND, {"reason": "x", "customerReference": "mine", "dryRun": True}),
    "decideOrder": (DECIDE, {"decisionId": "dec_x", "acceptedProposalIds": []}),
}


@pytest.mark.parametrize("name", sorted(CHANGES))
async def test_a_change_of_anothers_order_is_refused_as_of_an_unknown_one(world: World, name: str):
    order = await order_of_p(world, f"P-{name}")
    text, more = CHANGES[name]
    common = {"expectedRevision": 9, "idempotencyKey": f"theft-{name}", **more}
    answers = [
        next(iter((await world.ask(text, Q, input={**common, "orderId": id_})).values()))
        for id_ in (order["id"], "ord_unknown")
    ]
    assert codes(answers[0]) == ["NOT_FOUND"]
    assert answers[0]["order"] is None
    told = msgspec.json.encode(answers[0]).decode().replace(order["id"], "ord_unknown")
    assert msgspec.json.decode(told) == answers[1]
    still = "query($id: ID!) { order(id: $id) { status revision customerReference } }"
    found = (await world.ask(still, P, id=order["id"]))["order"]
    assert found == {"status": "CONFIRMED", "revision": 1, "customerReference": None}


async def test_a_retry_of_anothers_order_is_refused(world: World):
    order = await order_of_p(world, "P-RETRY")
    answer = (await world.ask(RETRY, Q, id=order["id"]))["retryOrderSync"]
    assert (answer["order"], codes(answer)) == (None, ["NOT_FOUND"])


async def test_a_partner_amends_and_cancels_his_own(world: World):
    order = await order_of_p(world, "P-CHANGE")
    change = {"orderId": order["id"], "expectedRevision": 1, "reason": "ours"}
    amended = await world.ask(
        AMEND, P, input={**change, "idempotencyKey": "p-amends", "customerReference": "PO-1"}
    )
    assert amended["amendOrder"]["order"]["revision"] == 2
    change |= {"expectedRevision": 2, "idempotencyKey": "p-cancels"}
    cancelled = (await world.ask(CANCEL, P, input=change))["cancelOrder"]
    assert (cancelled["userErrors"], cancelled["order"]["status"]) == ([], "CANCELLED")


async def test_an_order_for_anothers_customer_is_refused_as_for_an_unknown_one(world: World):
    answers = [
        await placed(world, P, **wanted(f"P-{customer}", customer))
        for customer in ("cus_q", "cus_k1", "cus_unknown")
    ]
    for answer in answers:
        assert (answer["outcome"], answer["order"], codes(answer)) == (
            *("REFUSED", None, ["NOT_FOUND"]),
        )
        assert answer["userErrors"][0]["path"] == ["input", "customer", "id"]


async def test_a_reference_is_needed_and_a_discount_is_staffs(world: World):
    asked = wanted("P-NONE", headerDiscount="1.00")
    del asked["partnerReference"]
    answer = await placed(world, P, **asked)
    assert [(each["code"], each["path"][-1]) for each in answer["userErrors"]] == [
        ("REQUIRED", "partnerReference"),
        ("PERMISSION", "headerDiscount"),
    ]


async def test_a_reference_is_used_once_without_limit_of_time(world: World, clock: Any):
    order = await order_of_p(world, "P-ONCE")
    set_clock(clock, "2026-09-14T09:00:00+02:00")
    again = {**wanted("P-ONCE"), "idempotencyKey": "another-key-1"}
    late = await placed(world, P, **again)
    assert codes(late) == ["PARTNER_REFERENCE_USED"]
    assert late["userErrors"][0]["order"]["id"] == order["id"]
    day = {"requestedDeliveryDate": "2026-09-18"}
    other = await placed(world, Q, **{**wanted("P-ONCE", "cus_q"), **day})
    assert (other["userErrors"], other["outcome"]) == ([], "CONFIRMED")


async def test_a_new_customer_of_a_partner_is_his(world: World):
    new = {"kind": "COMPANY", "legalName": "Neu GmbH", "street": "Weg", "postalCode": "20457"}
    asked = {**wanted("P-NEW"), "customer": {"new": {**new, "city": "Hamburg", "country": "DE"}}}
    order = (await placed(world, P, **asked))["order"]
    assert (await reads(world, P, order, "P-NEW"))["order"] == {"id": order["id"]}
    again = {**wanted("P-NEW-2"), "customer": {"id": order["customerId"]}}
    assert (await placed(world, P, **again))["userErrors"] == []
    foreign = {**wanted("Q-NEW"), "customer": {"id": order["customerId"]}}
    assert codes(await placed(world, Q, **foreign)) == ["NOT_FOUND"]


async def test_events_of_others_are_not_seen(world: World):
    order = await order_of_p(world, "P-EVENTS")
    own = await order_of_q(world, "Q-EVENTS")
    for variables in ({"id": order["id"]}, {"customer": "cus_p"}):
        assert await seen(world, Q, **variables) == []
    orders = {each["order"]["id"] for each in await seen(world, Q)}
    assert own["id"] in orders
    assert order["id"] not in orders
    types = [each["type"] for each in await seen(world, P, id=order["id"])]
    assert types == ["PLACED", "CHECKED", "ERP_CREATED", "CONFIRMED"]


async def order_of_q(world: World, reference: str) -> Any:
    return (await placed(world, Q, **wanted(reference, "cus_q")))["order"]


async def seen(world: World, actor: Actor, **variables: str) -> list[Any]:
    """The stored events that a subscriber gets before he has to wait."""
    body = msgspec.json.encode({"query": WATCH, "variables": variables})
    found = []
    async with aclosing(world.process.subscribe(body, actor)) as answers:
        while True:
            try:
                answer = await asyncio.wait_for(anext(answers), 0.5)
            except TimeoutError:
                return found
            found.append(msgspec.json.decode(answer)["data"]["orderEvents"])


async def test_how_long_the_audits_are_is_not_a_partners_business(world: World):
    body = msgspec.json.encode({"query": "{ verifyAudit { isIntact } }"})
    answer = msgspec.json.decode(await world.process.execute(body, P))
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
