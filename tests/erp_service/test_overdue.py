"""R-TRM-1: an overdue invoice blocks what is ordered; paid, it frees what it had blocked."""

from typing import Any

from tests.erp_service.conftest import ORDER, Erp, order
from tests.erp_service.fulfilment.conftest import Staff, placed
from tests.erp_service.test_credit import FREE

READ = f"query($number: String!) {{ salesOrderByNumber(number: $number) {ORDER} }}"
# Due 30 days after 2 March: overdue from the first minute of 2 April in Berlin on.
LAST_MINUTE, OVERDUE = "2026-04-01T23:59:59+02:00", "2026-04-02T00:00:00+02:00"


async def billed(erp: Erp, reference: str = "ord_1", customer: str = "cus_k2") -> Staff:
    wanted = order(("VALVE-20", "20"), externalReference=reference, customerId=customer)
    staff = await placed(erp, wanted)
    await staff.ship("20")
    await staff.bill()
    return staff


async def blocked(erp: Erp, reference: str, quantity: str = "10") -> dict[str, Any]:
    wish = {"externalReference": reference, "requestedDeliveryDate": "2026-04-10"}
    found = (await erp.place(order(("SEAL-5", quantity), **wish)))["salesOrder"]
    assert (found["status"], found["creditStatus"]) == ("CREDIT_BLOCKED", "BLOCKED")
    return dict(found)


async def read(erp: Erp, found: dict[str, Any]) -> Any:
    return await erp.call(READ, number=found["number"])


async def test_the_day_of_the_house_counts_and_not_that_of_greenwich(erp: Erp):
    staff = await billed(erp)
    erp.clock.write_text(LAST_MINUTE)
    assert (await staff.invoices())[0]["state"] == "POSTED"
    erp.clock.write_text(OVERDUE)
    assert (await staff.invoices())[0]["state"] == "OVERDUE"
    await blocked(erp, "ord_2")


async def test_paying_the_invoice_frees_the_orders_that_it_had_blocked(erp: Erp):
    staff = await billed(erp)
    erp.clock.write_text(OVERDUE)
    found = await blocked(erp, "ord_2")
    (invoice,) = await staff.invoices()
    await staff.pay(invoice, "285.10")
    assert (await read(erp, found))["creditStatus"] == "BLOCKED"
    await staff.pay(invoice, "0.01")
    freed = await read(erp, found)
    assert (freed["status"], freed["creditStatus"]) == ("CONFIRMED", "APPROVED")
    assert freed["revision"] == 1
    told = [each["payload"] for each in await erp.events() if each["entityType"] == "SalesOrder"]
    assert (told[-1]["externalReference"], told[-1]["status"]) == ("ord_2", "CONFIRMED")


async def test_it_frees_nothing_while_another_one_is_overdue(erp: Erp):
    first, second = await billed(erp), await billed(erp, "ord_1b")
    erp.clock.write_text(OVERDUE)
    found = await blocked(erp, "ord_2")
    await first.pay((await first.invoices())[0], "285.11")
    assert (await read(erp, found))["creditStatus"] == "BLOCKED"
    await second.pay((await second.invoices())[0], "285.11")
    assert (await read(erp, found))["creditStatus"] == "APPROVED"


async def test_what_is_above_the_limit_then_waits_for_a_prepayment(erp: Erp):
    staff = await billed(erp, customer="cus_k1")
    erp.clock.write_text(OVERDUE)
    wish = {"externalReference": "ord_2", "requestedDeliveryDate": "2026-04-10"}
    dear = order(("PUMP-100", "30"), customerId="cus_k1", **wish)
    found = (await erp.place(dear))["salesOrder"]
    assert (found["creditStatus"], found["prepaymentDue"]) == ("BLOCKED", {"amount": "0.00"})
    await staff.pay((await staff.invoices())[0], "285.11")
    waiting = await read(erp, found)
    assert (waiting["creditStatus"], waiting["prepaymentDueDate"]) == (
        *("AWAITING_PREPAYMENT", "2026-04-09"),
    )
    # 30 x 149.90 less 3 % = 4362.09, with tax 5190.89; the limit is 2000.00.
    assert waiting["prepaymentDue"] == {"amount": "3190.89"}


async def test_what_finance_released_stays_released(erp: Erp):
    staff = await billed(erp)
    erp.clock.write_text(OVERDUE)
    found = await blocked(erp, "ord_2")
    await erp.call(FREE, id=found["id"], revision=1)
    await staff.pay((await staff.invoices())[0], "285.11")
    assert (await read(erp, found))["creditStatus"] == "RELEASED"
