"""A check tells the customer's credit limit, whoever asks and whether or not he is a partner yet."""

from typing import Any

import pytest

from tests.gateway.orders.operations import HUBER
from tests.gateway.orders.test_amending import amend, placed
from tests.gateway.orders.world import World

CHECK = """query($input: CheckOrderInput!) { checkOrder(input: $input) {
  terms { creditLimit { amount currency } creditExposureAfter { amount } } } }"""
DRY = """mutation($input: AmendOrderInput!) { amendOrder(input: $input) {
  amendment { check { terms { creditLimit { amount } } } } } }"""
PERSON = {**HUBER, "kind": "PERSON", "familyName": "Huber", "taxId": None}


@pytest.mark.parametrize(
    ("customer", "limit"),
    [
        ({"id": "cus_k1"}, {"amount": "2000.00", "currency": "EUR"}),
        ({"id": "cus_j"}, {"amount": "5000000", "currency": "JPY"}),
        ({"new": HUBER}, {"amount": "2000.00", "currency": "EUR"}),
        ({"new": PERSON}, None),
    ],
)
async def test_the_limit_is_told(world: World, customer: Any, limit: Any):
    sku = "BOLT-8" if customer == {"id": "cus_j"} else "VALVE-20"
    wanted = {"customer": customer, "requestedDeliveryDate": "2026-03-06"}
    wanted |= {"lines": [{"sku": sku, "quantity": "10"}]}
    terms = (await world.ask(CHECK, input=wanted))["checkOrder"]["terms"]
    assert terms["creditLimit"] == limit


async def test_the_check_of_an_amendment_tells_it_too(world: World):
    order, line = await placed(world, "VALVE-20", "10", "limit-0001")
    wanted = {"orderId": order["id"], "expectedRevision": 1, "idempotencyKey": "limit-0002"}
    wanted |= {"reason": "more", "dryRun": True}
    wanted |= {"setQuantities": [{"lineId": line, "quantity": "12"}]}
    tried = (await world.ask(DRY, input=wanted))["amendOrder"]["amendment"]
    assert tried["check"]["terms"] == {"creditLimit": {"amount": "50000.00"}}
    assert (await amend(world, order, "limit-0003", customerReference="x"))["userErrors"] == []
