"""T06: fifty callers want the last controller at once."""

import asyncio

from tests.erp_service.conftest import CREATE, SIMULATE, Erp, order

PART = {"deliveryDate": "2026-03-06", "quantity": "1", "warehouse": "BER"}


def wanted(index: int) -> dict[str, object]:
    found = order(("CTRL-7", "1"), externalReference=f"ord_{index}")
    return {**found, "lines": [{**found["lines"][0], "acceptedSchedule": [PART]}]}


async def test_exactly_one_of_fifty_gets_it(erp: Erp):
    answers = await asyncio.gather(*(erp.call(CREATE, input=wanted(index)) for index in range(50)))
    created = [each["salesOrder"] for each in answers if each["salesOrder"]]
    assert [each["grossTotal"]["amount"] for each in created] == ["1069.81"]
    refused = [each["userErrors"][0]["code"] for each in answers if each["userErrors"]]
    assert refused == ["INSUFFICIENT_AVAILABILITY"] * 49
    stock = "query($keys: [_Any!]!) { _entities(representations: $keys) { ... on Product { item { stock { onHand reserved } } } } }"
    (found,) = await erp.call(stock, keys=[{"__typename": "Product", "sku": "CTRL-7"}])
    assert found["item"]["stock"] == [{"onHand": "1", "reserved": "1"}]


async def test_the_others_are_shown_a_later_date_and_the_substitute(erp: Erp):
    await erp.call(CREATE, input=wanted(0))
    found = await erp.call(SIMULATE, input=order(("CTRL-7", "1"), externalReference="ord_1"))
    (line,) = found["lines"]
    assert line["availableOnRequestedDate"] == "0"
    assert [
        (
            each["kind"],
            each["sku"],
            each["deliveries"][0]["deliveryDate"],
            each["orderGrossTotal"]["amount"],
        )
        for each in line["alternatives"]
    ] == [
        ("LATER", "CTRL-7", "2026-03-24", "1069.81"),
        ("SUBSTITUTE", "CTRL-7B", "2026-03-06", "1129.31"),
    ]


async def test_one_request_id_in_parallel_makes_one_order(erp: Erp):
    answers = await asyncio.gather(*(erp.call(CREATE, input=wanted(0)) for _ in range(10)))
    assert len({each["salesOrder"]["number"] for each in answers}) == 1
