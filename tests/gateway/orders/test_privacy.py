"""Privacy (§3.7): erased everywhere or refused, however often it is stopped; exports with origins."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from sqlalchemy import select

from chassis.identity import DEVELOPMENT_ACTOR, Actor
from gateway.orders.calls import Calls
from gateway.orders.privacies import CLIENT
from gateway.orders.store.tables import METADATA
from tests.gateway.orders.interruption import MOST_STOPS, claim, run, run_with_a_stop
from tests.gateway.orders.operations import HUBER, place
from tests.gateway.orders.world import JSON, World, k2, set_clock

ERASE = """mutation($id: ID!) { requestErasure(customerId: $id, reason: "he asked for it") {
  request { ...Request } userErrors { code path message } } }
fragment Request on PrivacyRequest { id kind customerId state dueBy downloadUrl
  steps { system state retained { entityType count blockedUntil } } }"""
EXPORT = ERASE.replace("requestErasure", "requestDataExport").replace(
    ', reason: "he asked for it"', ""
)
REQUEST = "query($id: ID!) { privacyRequest(id: $id) { state steps { system state } } }"
CUSTOMER = """query($id: ID!) { customer(id: $id) { lifecycle displayName emails { address }
  phones { number } interactions { edges { node { id } } } } }"""
PARTNER = """query($id: ID!) { _entities(representations: [{__typename: "Customer", id: $id}]) {
  ... on Customer { erpPartner { email phone orderBlock } } } }"""
CANCEL = (
    "mutation($input: CancelOrderInput!) { cancelOrder(input: $input) { userErrors { code } } }"
)
ORDER = "query($id: ID!) { order(id: $id) { status shipTo { street country } customerId } }"
AGENT = Actor("STAFF", "stf_anna", "call-center", None, ("order:write",))
NAMES = (
    *("Huber", "einkauf@huber.example", "Ringstr", "DE123456789", "089 123456"),
    "Aunt Erna",
)


async def huber(world: World) -> tuple[str, str]:
    """An order of a new customer, and the customer."""
    wanted = {**k2("VALVE-20", "1", "privacy-0001"), "customer": {"new": HUBER}}
    wanted["lines"][0]["customerLineReference"] = "for Aunt Erna"
    order = (await place(world, **wanted))["order"]
    return order["id"], order["customerId"]


async def cancel(world: World, order_id: str) -> None:
    wanted = {"orderId": order_id, "expectedRevision": 1, "reason": "no need"}
    wanted |= {"idempotencyKey": f"cancel-{order_id}"}
    assert (await world.ask(CANCEL, input=wanted))["cancelOrder"]["userErrors"] == []


async def erase(world: World, customer_id: str) -> JSON:
    payload: JSON = (await world.ask(ERASE, id=customer_id))["requestErasure"]
    return payload


async def test_an_open_order_holds_the_erasure_up_and_a_later_request_is_another(world: World):
    order_id, customer_id = await huber(world)
    refused = await erase(world, customer_id)
    assert [each["code"] for each in refused["userErrors"]] == ["LEGAL_HOLD"]
    assert refused["request"]["state"] == "REFUSED"
    found = (await world.ask_system(world.crm, CUSTOMER, id=customer_id))["customer"]
    assert found["lifecycle"] != "ERASED"
    await cancel(world, order_id)
    done = await erase(world, customer_id)
    assert done["request"]["id"] != refused["request"]["id"]
    assert done["request"]["state"] == "DONE"


async def test_all_three_systems_forget_him_and_tell_what_stays(world: World):
    order_id, customer_id = await huber(world)
    await cancel(world, order_id)
    done = await erase(world, customer_id)
    assert done["userErrors"] == []
    request = done["request"]
    assert (request["kind"], request["state"]) == ("ERASURE", "DONE")
    assert (request["customerId"], request["dueBy"]) == (customer_id, "2026-04-01")
    retained = [{"entityType": "SalesOrder", "count": 1, "blockedUntil": "2032-12-31"}]
    assert request["steps"] == [
        {"system": "ERP", "state": "DONE", "retained": retained},
        {"system": "CRM", "state": "DONE", "retained": []},
        {"system": "GATEWAY", "state": "DONE", "retained": []},
    ]
    await assert_erased(world, customer_id)
    order = (await world.ask(ORDER, id=order_id))["order"]
    assert order["shipTo"] == {"street": None, "country": "DE"}
    assert await erase(world, customer_id) == done
    shown = (await world.ask(REQUEST, id=request["id"]))["privacyRequest"]
    assert shown["state"] == "DONE"


async def test_nothing_personal_is_left_in_the_process(world: World):
    order_id, customer_id = await huber(world)
    await cancel(world, order_id)
    before = await text_of(world)
    assert [each for each in NAMES if each not in before] == []
    await erase(world, customer_id)
    after = await text_of(world)
    assert [each for each in NAMES if each in after] == []


async def test_a_request_that_was_refused_before_there_was_a_customer_is_forgotten_too(
    world: World,
):
    new = {**HUBER, "taxId": "DE999999999"}
    wanted = {**k2("VALVE-20", "1", "privacy-0003"), "customer": {"new": new}}
    assert (await place(world, **wanted))["outcome"] == "REFUSED"
    order_id, customer_id = await huber(world)
    await cancel(world, order_id)
    assert "Huber" in await text_of(world)
    await erase(world, customer_id)
    assert "Huber" not in await text_of(world)


async def test_an_erased_customer_cannot_order_again(world: World):
    order_id, customer_id = await huber(world)
    await cancel(world, order_id)
    await erase(world, customer_id)
    wanted = {**k2("VALVE-20", "1", "privacy-0002"), "customer": {"id": customer_id}}
    refused = await place(world, **wanted)
    assert (refused["outcome"], refused["userErrors"][0]["code"]) == ("REFUSED", "ERASED")


async def test_only_an_officer_may_ask(world: World):
    body = msgspec.json.encode({"query": ERASE, "variables": {"id": "cus_k2"}})
    answer = msgspec.json.decode(await world.process.execute(body, AGENT))
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_an_export_shows_every_record_with_its_origin_for_seven_days(
    world: World, clock: Path
):
    _, customer_id = await huber(world)
    payload = (await world.ask(EXPORT, id=customer_id))["requestDataExport"]
    assert (payload["userErrors"], payload["request"]["state"]) == ([], "DONE")
    link = urlsplit(payload["request"]["downloadUrl"])
    export_id, (token,) = link.path.rsplit("/", 1)[1], parse_qs(link.query)["token"]
    found = await world.process.export(export_id, token)
    assert found is not None
    bundle = msgspec.json.decode(found)
    origins = {(each["system"], each["entityType"]) for each in bundle["records"]}
    assert origins >= {
        ("CRM", "Customer"),
        ("CRM", "Quote"),
        ("ERP", "ErpPartner"),
        ("ERP", "SalesOrder"),
        ("GATEWAY", "Order"),
    }
    assert "Huber Anlagenbau GmbH" in found.decode()
    assert await world.process.export(export_id, token[:-1] + "x") is None
    set_clock(clock, "2026-03-09T09:00:01+01:00")
    assert await world.process.export(export_id, token) is None


async def test_an_unknown_customer_has_no_export(world: World):
    payload = (await world.ask(EXPORT, id="cus_nobody"))["requestDataExport"]
    assert [(each["code"], each["path"]) for each in payload["userErrors"]] == [
        ("NOT_FOUND", ["customerId"])
    ]


async def test_an_erasure_stopped_anywhere_is_one_erasure(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    for at in range(1, MOST_STOPS):
        customer_id = await cancelled_customer(resting, at)
        erasing = await claim_erasure(resting, customer_id)
        answer, was_stopped = await run_with_a_stop(resting, erasing, at, monkeypatch)
        assert (answer["outcome"], len(answer["steps"])) == ("ERASED", 3)
        await assert_erased(resting, customer_id)
        if not was_stopped:
            assert at > 8, "an erasure has more boundaries than that"
            return
    raise AssertionError("the erasure has no end")


async def cancelled_customer(world: World, number: int) -> str:
    own = {"taxId": f"DE{number:09}", "email": f"{number}@huber.example"}
    new = {**HUBER, **own, "phone": f"089 {number:07}", "legalName": f"Huber {number} GmbH"}
    wanted = {**k2("VALVE-20", "1", f"crash-erase-{number}"), "customer": {"new": new}}
    placed = await claim(world, "placeOrder", wanted)
    order_id = (await run(world, placed))["order_id"]
    request = {"orderId": order_id, "expectedRevision": 1, "reason": "no need"}
    await run(
        world, await claim(world, "cancelOrder", {**request, "idempotencyKey": f"cnl-{number:05}"})
    )
    document = await world.process._parts.orders.get(order_id)
    assert document is not None
    return str(document["customer_id"])


async def claim_erasure(world: World, customer_id: str) -> str:
    calls, request = Calls(world.process._parts, DEVELOPMENT_ACTOR), {"customer_id": customer_id}
    wanted = calls._new_claim("requestErasure", request, f"requestErasure-{customer_id}")
    wanted = msgspec.structs.replace(wanted, client_id=CLIENT, ids={})
    return (await world.process._parts.claims.claim(wanted)).id


async def assert_erased(world: World, customer_id: str) -> None:
    found = (await world.ask_system(world.crm, CUSTOMER, id=customer_id))["customer"]
    assert found == {
        "lifecycle": "ERASED",
        "displayName": None,
        "emails": [],
        "phones": [],
        "interactions": {"edges": []},
    }
    partner = (await world.ask_system(world.erp, PARTNER, id=customer_id))["_entities"][0]
    assert partner["erpPartner"] == {"email": None, "phone": None, "orderBlock": True}


async def text_of(world: World) -> str:
    """Every value of every row of the process's database."""
    found = []
    async with world.process._database.read() as connection:
        for table in METADATA.sorted_tables:
            found += [str(tuple(row)) for row in (await connection.execute(select(table))).all()]
    return "\n".join(found)
