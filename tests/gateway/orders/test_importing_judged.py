"""What an import's rows are judged by before any is placed, and how they name their customers."""

from typing import Any

import pytest

from tests.gateway.orders.test_customers_by_number import number_of_k2
from tests.gateway.orders.test_importing import nodes, row, run
from tests.gateway.orders.world import World

ORDERS = "{ orders { totalCount } }"


def errors_of(job: Any) -> list[tuple[int, str, str]]:
    return [
        (node["index"], error["code"], ".".join(error["path"][3:]))
        for node in nodes(job)
        for error in node["userErrors"]
    ]


async def count(world: World) -> int:
    return int((await world.ask(ORDERS))["orders"]["totalCount"])


async def test_a_row_may_name_its_customer_by_his_number_in_the_erp(world: World):
    known = row(1, customer={"erpNumber": await number_of_k2(world)})
    unknown = row(2, customer={"erpNumber": "BP-0"})
    nobody = row(3, customer={"partnerCustomerReference": "C-0"})
    job = await run(world, "judged-0001", [known, unknown, nobody])
    assert (job["state"], job["succeeded"]) == ("SUCCEEDED_WITH_ERRORS", 1)
    assert errors_of(job) == [
        (1, "NOT_FOUND", "customer.erpNumber"),
        (2, "NOT_FOUND", "customer.partnerCustomerReference"),
    ]


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (
            # Nothing is there on the day, so that there is nothing to be reduced to.
            {
                "lines": [{"sku": "PUMP-100", "quantity": "5"}],
                "requestedDeliveryDate": "2026-03-02",
                "onShortfall": "ACCEPT_REDUCED",
            },
            (1, "INSUFFICIENT_AVAILABILITY", ""),
        ),
        ({"partnerReference": "PO-0"}, (1, "INVALID", "partnerReference")),
        ({"expectedGrossTotal": "14.69"}, (1, "INVALID", "expectedGrossTotal")),
    ],
)
async def test_where_all_must_be_good_one_row_that_would_be_refused_keeps_all_away(
    world: World, bad: Any, error: Any
):
    rows = [row(0), row(1, **bad)]
    job = await run(world, "judged-0002", rows, errorPolicy="REJECT_EVERYTHING")
    assert (job["state"], job["succeeded"], await count(world)) == ("FAILED", 0, 0)
    assert error in errors_of(job)


async def test_the_price_that_is_expected_is_that_of_what_the_policy_takes(world: World):
    # One of three is there: 899.00 and 19 %.
    reduced = row(
        1,
        lines=[{"sku": "CTRL-7", "quantity": "3"}],
        onShortfall="ACCEPT_REDUCED",
        expectedGrossTotal="1069.81",
    )
    job = await run(world, "judged-0003", [reduced], errorPolicy="REJECT_EVERYTHING")
    assert (job["state"], errors_of(job)) == ("SUCCEEDED", [])
