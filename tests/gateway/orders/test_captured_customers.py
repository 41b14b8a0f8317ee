"""A new customer whom the CRM has with his quote stays the order's, whoever resembles him later."""

from tests.gateway.orders.operations import HUBER, place
from tests.gateway.orders.test_setbacks import eventually
from tests.gateway.orders.world import World, k2

OWN = {"legalName": "Nordlicht Pumpen GmbH", "taxId": None, "email": None, "phone": "0461 778899"}
NEW = {**HUBER, **OWN, "onDuplicate": "USE_EXISTING"}
CREATE = """mutation($input: CreateCustomerInput!) {
  createCustomer(input: $input, idempotencyKey: "resembling") {
    customer { id } userErrors { code } } }"""
QUOTE = "query Q($id: ID!) { quote(id: $id) { customer { id } } }"


async def test_who_was_captured_while_the_erp_was_away_is_not_resolved_again(world: World):
    world.erp.is_cut = True
    wanted = {**k2("VALVE-20", "1", "captured-0001"), "customer": {"new": NEW}}
    queued = (await place(world, **wanted))["order"]
    resembling = {
        "kind": "COMPANY",
        "legalName": NEW["legalName"],
        "address": {name: NEW[name] for name in ("street", "postalCode", "city", "country")},
        "phone": NEW["phone"],
        "notDuplicateOf": [queued["customerId"]],
    }
    created = await world.ask_system(world.crm, CREATE, input=resembling)
    assert created["createCustomer"]["userErrors"] == []
    world.erp.is_cut = False
    done = await eventually(world, queued["id"], lambda order: order["sync"]["state"] == "IN_SYNC")
    quote = (await world.ask_system(world.crm, QUOTE, id=done["quote"]["id"]))["quote"]
    text = "query($id: ID!) { order(id: $id) { customerId } }"
    order = await world.ask(text, id=queued["id"])
    assert order["order"]["customerId"] == quote["customer"]["id"] == queued["customerId"]
