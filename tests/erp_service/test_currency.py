"""R-TRM-2: one order, one currency, and a new customer's first order chooses it."""

from tests.erp_service.conftest import SIMULATE, UPSERT, Erp, order
from tests.erp_service.test_story import HUBER, PROSPECT

BOLTS = order(("BOLT-8", "3"), currency="JPY", customerId="cus_huber")
VALVES = order(("VALVE-20", "1"), externalReference="ord_2", customerId="cus_huber")


async def test_a_limit_in_another_currency_does_not_count(erp: Erp):
    found = await erp.call(SIMULATE, input=BOLTS, prospect=PROSPECT)
    assert found["grossTotal"] == {"amount": "4399", "currency": "JPY"}
    assert found["prepaymentDue"] == {"amount": "4399"}


async def test_the_first_order_fixes_the_currency_of_a_new_customer(erp: Erp):
    await erp.call(UPSERT, input=HUBER)
    created = await erp.place(BOLTS)
    assert created["salesOrder"]["grossTotal"] == {"amount": "4399"}
    assert created["salesOrder"]["creditStatus"] == "AWAITING_PREPAYMENT"
    refused = await erp.call(SIMULATE, input={**VALVES, "currency": "EUR"})
    assert [each["path"] for each in refused["userErrors"]] == [["currency"]]


async def test_a_known_customer_orders_in_the_currency_of_his_prices(erp: Erp):
    await erp.call(UPSERT, input=HUBER)
    assert (await erp.place(VALVES))["userErrors"] == []
    refused = await erp.call(SIMULATE, input=BOLTS)
    assert [each["path"] for each in refused["userErrors"]] == [["currency"]]
