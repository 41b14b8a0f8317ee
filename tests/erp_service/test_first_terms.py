"""The terms of a first order follow the customer's facts until finance or an order has fixed them."""

from typing import Any

from tests.erp_service.conftest import UPSERT, Erp, order
from tests.erp_service.test_story import HUBER

PREPAYS = ("PREPAYMENT", None)
NET14 = ("NET14", {"amount": "2000.00"})
LIMIT = """mutation($id: ID!, $limit: Decimal) {
  setCreditLimit(customerId: $id, limit: $limit, reason: "asked") { userErrors { code } } }"""


async def told(erp: Erp, version: int, tax_id: str | None, **more: Any) -> tuple[str, Any]:
    wanted = {**HUBER, "customerVersion": version, "taxId": tax_id, **more}
    found = await erp.call(UPSERT, input={**wanted, "requestId": f"terms-{version}"})
    partner = found["partner"]
    return partner["terms"]["paymentTerms"], partner["credit"]["limit"]


async def test_a_tax_id_that_comes_later_counts_and_one_that_goes_does_too(erp: Erp):
    assert await told(erp, 1, None) == PREPAYS
    assert await told(erp, 2, "DE12") == PREPAYS
    assert await told(erp, 3, "DE123456789") == NET14
    assert await told(erp, 4, "DE123456789", city="Ulm") == NET14
    assert await told(erp, 5, None) == PREPAYS


async def test_what_finance_has_set_stays(erp: Erp):
    assert await told(erp, 1, "DE123456789") == NET14
    await erp.call(LIMIT, id=HUBER["customerId"], limit="700.00")
    assert await told(erp, 2, None) == ("NET14", {"amount": "700.00"})


async def test_after_the_first_order_they_are_finances(erp: Erp):
    assert await told(erp, 1, None) == PREPAYS
    wanted = order(("SEAL-5", "10"), customerId=HUBER["customerId"])
    assert (await erp.place(wanted))["salesOrder"]["creditStatus"] == "AWAITING_PREPAYMENT"
    assert await told(erp, 2, "DE123456789") == PREPAYS


async def test_an_older_customers_terms_are_not_touched(erp: Erp):
    nord = {"customerId": "cus_k1", "name": "Nord AG"}
    assert await told(erp, 2, "DE999999999", **nord) == NET14
    assert await told(erp, 3, None, **nord) == PREPAYS
    sued = {"customerId": "cus_k2", "name": "Süd Technik GmbH"}
    assert await told(erp, 12, None, **sued) == ("NET30", {"amount": "50000.00"})
