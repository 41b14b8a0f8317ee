"""§3.6 and T21: the ERP's copy follows the CRM by versions; orders follow only when asked to."""

import asyncio
from typing import Any

from gateway.orders.propagation import Propagation
from gateway.orders.store.links import LinkStore
from tests.gateway.orders.operations import place
from tests.gateway.orders.world import JSON, World, k2
from tests.patience import PATIENCE_SECONDS

UPDATE = """mutation($input: UpdateCustomerInput!) { updateCustomer(input: $input) {
  customer { version } userErrors { code path } } }"""
PARTNER = """query($id: ID!) { _entities(representations: [{__typename: "Customer", id: $id}]) {
  ... on Customer { erpPartner { version email } } } }"""
ORDER = """query($id: ID!) { order(id: $id) {
  revision status shipTo { street } sync { state } quote { id } salesOrder { id } } }"""
SYNC = """query($id: ID!) { _entities(representations: [{__typename: "Customer", id: $id}]) {
  ... on Customer { sync { state links { system externalId externalVersion state } } } } }"""
CREATE = """mutation($input: CreateCustomerInput!) { createCustomer(input: $input, idempotencyKey: "k") {
  customer { id } userErrors { code } } }"""
MOVED = {"street": "Neuer Weg", "postalCode": "80538", "city": "München", "country": "DE"}
DONE = {"IN_SYNC"}


async def update(world: World, version: int, **changes: Any) -> None:
    wanted = {"id": "cus_k2", "expectedVersion": version, **changes}
    payload = (await world.ask_system(world.crm, UPDATE, input=wanted))["updateCustomer"]
    assert payload == {"customer": {"version": version + 1}, "userErrors": []}


async def partner(world: World, customer_id: str = "cus_k2") -> JSON:
    found = await world.ask_system(world.erp, PARTNER, id=customer_id)
    shown: JSON = found["_entities"][0]["erpPartner"]
    return shown


async def until(look: Any, reached: Any, seconds: float = PATIENCE_SECONDS) -> Any:
    async with asyncio.timeout(seconds):
        while True:
            if reached(found := await look()):
                return found
            await asyncio.sleep(0.02)


async def test_the_erp_has_the_newest_version_within_five_seconds(world: World):
    await update(world, 1, email="neu@sued.example")
    await update(world, 2, email="neuer@sued.example")
    found = await until(lambda: partner(world), lambda each: each["version"] == 3, seconds=5)
    assert found["email"] == "neuer@sued.example"


async def test_a_customer_without_an_order_becomes_a_partner_too(world: World):
    person = {"kind": "PERSON", "familyName": "Neu", "address": MOVED}
    created = await world.ask_system(world.crm, CREATE, input=person)
    customer_id = created["createCustomer"]["customer"]["id"]
    found = await until(lambda: partner(world, customer_id), bool)
    assert found["version"] == 1


async def sync_of(world: World) -> JSON:
    found: JSON = (await world.ask(SYNC, id="cus_k2"))["_entities"][0]["sync"]
    return found


async def test_the_sync_of_a_customer_is_behind_until_the_erp_has_him(world: World):
    await until(lambda: sync_of(world), lambda each: each["state"] == "IN_SYNC")
    world.erp.is_cut = True
    await update(world, 1, email="neu@sued.example")
    behind = await sync_of(world)
    assert behind["state"] in ("PENDING", "RETRYING")
    assert behind["links"][0]["externalVersion"] == 2
    world.erp.is_cut = False
    done = await until(lambda: sync_of(world), lambda each: each["state"] == "IN_SYNC")
    assert [(each["system"], each["externalVersion"]) for each in done["links"]] == [
        ("CRM", 2),
        ("ERP", 2),
    ]


async def test_what_changed_while_the_process_was_down_is_carried_by_the_next(world: World):
    await world.process.close()
    await update(world, 1, email="neu@sued.example")
    await world.open_process()
    await world.process.start()
    await until(lambda: partner(world), lambda each: each["version"] == 2)


async def test_a_version_that_arrives_late_is_not_wanted_any_more(resting: World):
    links: LinkStore = resting.process._parts.links
    await links.want({"cus_k2": 9})
    await links.want({"cus_k2": 8})
    assert (await links.of("cus_k2") or {})["wanted_version"] == 9


async def test_a_stop_between_the_erps_write_and_the_note_of_it_repeats_harmlessly(
    resting: World,
):
    parts = resting.process._parts
    await update(resting, 1, email="neu@sued.example")
    await parts.links.want({"cus_k2": 2})
    propagation = Propagation(parts.crm, parts.erp, parts.links)

    async def gone(*_: Any) -> bool:
        raise asyncio.CancelledError

    note, propagation._note = propagation._note, gone  # type: ignore[method-assign]
    try:
        await propagation.carry_all()
    except asyncio.CancelledError:
        propagation._note = note  # type: ignore[method-assign]
    assert await parts.links.pending(9) == ["cus_k2"]
    await propagation.carry_all()
    assert await parts.links.pending(9) == []
    assert (await partner(resting))["version"] == 2


async def follow(world: World, version: int = 1, *, applies: bool = True) -> None:
    address = {"id": "adr_k2", "address": MOVED, "applyToOpenOrders": applies}
    await update(world, version, address=address)


async def test_an_order_keeps_its_address_unless_it_shall_follow(world: World):
    order_id = (await place(world, **k2("VALVE-20", "1", "follow-0001")))["order"]["id"]
    await follow(world, applies=False)
    await until(lambda: partner(world), lambda each: each["version"] == 2)
    order = (await world.ask(ORDER, id=order_id))["order"]
    assert (order["revision"], order["shipTo"]["street"]) == (1, "Isarring")


async def order_of(world: World, order_id: str) -> JSON:
    order: JSON = (await world.ask(ORDER, id=order_id))["order"]
    return order


async def test_an_open_order_that_shall_follow_is_the_next_revision_everywhere(world: World):
    order_id = (await place(world, **k2("VALVE-20", "1", "follow-0002")))["order"]["id"]
    free = {**MOVED, "street": "Isarring", "houseNumber": "22"}
    elsewhere = await place(world, **k2("VALVE-20", "1", "follow-0003", shipTo=free))
    await follow(world)
    order = await until(
        lambda: order_of(world, order_id),
        lambda each: each["revision"] == 2 and each["sync"]["state"] == "IN_SYNC",
    )
    assert order["shipTo"]["street"] == "Neuer Weg"
    quote = "query($id: ID!) { quote(id: $id) { revision shipTo { street } } }"
    found = await world.ask_system(world.crm, quote, id=order["quote"]["id"])
    assert found["quote"] == {"revision": 2, "shipTo": {"street": "Neuer Weg"}}
    sold = "query($id: ID!) { salesOrder(id: $id) { revision shipTo { street } } }"
    found = await world.ask_system(world.erp, sold, id=order["salesOrder"]["id"])
    assert found["salesOrder"] == {"revision": 2, "shipTo": {"street": "Neuer Weg"}}
    other = await order_of(world, elsewhere["order"]["id"])
    assert (other["revision"], other["shipTo"]["street"]) == (1, "Isarring")


async def test_an_order_that_the_erp_has_not_got_yet_follows_when_it_has(world: World):
    await until(lambda: sync_of(world), lambda each: each["state"] == "IN_SYNC")
    world.erp.is_cut = True
    order_id = (await place(world, **k2("VALVE-20", "1", "follow-0004")))["order"]["id"]
    await follow(world)
    world.erp.is_cut = False
    order = await until(
        lambda: order_of(world, order_id), lambda each: each["sync"]["state"] == "IN_SYNC"
    )
    order = await until(
        lambda: order_of(world, order_id), lambda each: each["shipTo"]["street"] == "Neuer Weg"
    )
    assert order["status"] == "CONFIRMED"
