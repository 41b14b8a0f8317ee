"""A partner names a customer as he calls him himself (``partnerCustomerReference``)."""

from typing import Any

from chassis.identity import DEVELOPMENT_ACTOR, Actor
from tests.gateway.orders.operations import HUBER, PLACE
from tests.gateway.orders.test_master_data import until
from tests.gateway.orders.world import World, k2

P = Actor("PARTNER", "usr_p", "partner-p", "prt_p")
Q = Actor("PARTNER", "usr_q", "partner-q", "prt_q")
PATH = ["input", "customer", "partnerCustomerReference"]
ORDER = "query($id: ID!) { order(id: $id) { status customerId } }"


async def place(world: World, actor: Actor, key: str, **more: Any) -> Any:
    wanted = {**k2("VALVE-20", "10", f"reference-{key}"), "partnerReference": f"PO-{key}", **more}
    return (await world.ask(PLACE, actor=actor, input=wanted))["placeOrder"]


async def place_for(world: World, actor: Actor, key: str, reference: str) -> Any:
    return await place(world, actor, key, customer={"partnerCustomerReference": reference})


async def captured(world: World, actor: Actor, key: str, **more: Any) -> Any:
    new = {**HUBER, "partnerCustomerReference": "C-77", **more}
    return await place(world, actor, key, customer={"new": new})


async def test_whom_a_partner_brought_he_names_by_his_own_reference(world: World):
    first = await captured(world, P, "one")
    again = await place_for(world, P, "two", "C-77")
    assert (again["outcome"], again["userErrors"]) == ("CONFIRMED", [])
    assert again["order"]["customerId"] == first["order"]["customerId"]


async def test_to_another_partner_the_reference_is_unknown(world: World):
    await captured(world, P, "one")
    (error,) = (await place_for(world, Q, "two", "C-77"))["userErrors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", PATH)
    (empty,) = (await place_for(world, P, "three", ""))["userErrors"]
    assert (empty["code"], empty["path"]) == ("NOT_FOUND", PATH)


async def test_an_agent_may_use_it_until_two_partners_do(world: World):
    await captured(world, P, "one")
    assert (await place_for(world, DEVELOPMENT_ACTOR, "two", "C-77"))["outcome"] == "CONFIRMED"
    other = {"taxId": "DE111111111", "email": "q@q.example", "phone": "030 5551", "legalName": "Q"}
    await captured(world, Q, "three", **other)
    (error,) = (await place_for(world, DEVELOPMENT_ACTOR, "four", "C-77"))["userErrors"]
    assert (error["code"], error["path"]) == ("INVALID", PATH)


async def test_a_second_customer_of_the_same_reference_is_refused_whoever_he_is(world: World):
    first = await captured(world, P, "one")
    other = {"taxId": "DE111111111", "email": "z@z.example", "phone": "030 5551", "legalName": "Z"}
    again = await captured(world, P, "two", **other)
    (error,) = again["userErrors"]
    assert (again["outcome"], error["code"], error["blocking"]) == (
        "REFUSED",
        "DUPLICATE_CUSTOMER",
        True,
    )
    assert error["customerIds"] == [first["order"]["customerId"]]
    assert error["matches"][0]["matchedOn"] == ["PARTNER_REFERENCE"]


async def test_an_order_is_kept_until_the_crm_can_tell_whom_he_means(world: World):
    first = await captured(world, P, "one")
    world.crm.is_cut = True
    queued = await place_for(world, P, "two", "C-77")
    assert (queued["outcome"], queued["order"]["status"]) == ("QUEUED", "PENDING_ERP")
    world.crm.is_cut = False

    async def order() -> Any:
        return (await world.ask(ORDER, id=queued["order"]["id"]))["order"]

    found = await until(order, lambda each: each["status"] == "CONFIRMED")
    assert found["customerId"] == first["order"]["customerId"]
