"""A customer may be named by his number in the ERP."""

from chassis.identity import Actor
from tests.gateway.orders.operations import PLACE, place
from tests.gateway.orders.test_master_data import sync_of, until
from tests.gateway.orders.world import World, k2

PARTNER = Actor("PARTNER", "usr_p", "partner-p", "prt_p")
CHECK = """query($input: CheckOrderInput!) { checkOrder(input: $input) {
  grossTotal { amount } userErrors { code path } } }"""
NUMBER = """{ _entities(representations: [{__typename: "Customer", id: "cus_k2"}]) {
  ... on Customer { erpPartner { number } } } }"""


async def number_of_k2(world: World) -> str:
    await until(lambda: sync_of(world), lambda each: each["state"] == "IN_SYNC")
    found = await world.ask_system(world.erp, NUMBER)
    return str(found["_entities"][0]["erpPartner"]["number"])


async def test_an_order_is_placed_and_checked_for_whoever_has_the_number(world: World):
    customer = {"erpNumber": await number_of_k2(world)}
    wanted = {**k2("VALVE-20", "100", "number-0001"), "customer": customer}
    placed = await place(world, **wanted)
    assert (placed["outcome"], placed["order"]["customerId"]) == ("CONFIRMED", "cus_k2")
    again = await place(world, **wanted)
    assert (again["replayed"], again["order"]["id"]) == (True, placed["order"]["id"])
    asked = {name: wanted[name] for name in ("customer", "requestedDeliveryDate", "lines")}
    check = (await world.ask(CHECK, input=asked))["checkOrder"]
    assert check == {"grossTotal": {"amount": "1352.08"}, "userErrors": []}


async def test_a_number_that_nobody_has_is_refused(world: World):
    wanted = {**k2("VALVE-20", "1", "number-0002"), "customer": {"erpNumber": "BP-0"}}
    (error,) = (await place(world, **wanted))["userErrors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "customer", "erpNumber"])


async def test_to_a_partner_anothers_number_is_one_that_nobody_has(world: World):
    wanted = {**k2("VALVE-20", "1", "number-0003"), "partnerReference": "PO-1"}
    wanted["customer"] = {"erpNumber": await number_of_k2(world)}
    answer = await world.ask(PLACE, actor=PARTNER, input=wanted)
    (error,) = answer["placeOrder"]["userErrors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "customer", "erpNumber"])
