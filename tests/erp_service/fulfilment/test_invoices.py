"""Invoices of parts sum to the order's totals; prepayments and payments settle them."""

from decimal import Decimal

from tests.erp_service.conftest import Erp, order
from tests.erp_service.fulfilment.conftest import placed
from tests.erp_service.test_credit import pay

CREDIT = "... on Customer { erpPartner { terms { class paymentTerms } credit { openOrders { amount } openInvoices { amount } } } }"


async def partner(erp: Erp, customer: str = "cus_k2") -> dict[str, object]:
    (found,) = await erp.entities(CREDIT, {"__typename": "Customer", "id": customer})
    return dict(found["erpPartner"])


async def test_the_invoices_of_three_parts_sum_to_the_order_to_the_cent(erp: Erp):
    staff = await placed(erp, order(("SEAL-5", "100"), ("VALVE-20", "10")))
    total = (
        await staff.erp.entities(
            "... on SalesOrder { grossTotal { amount } }",
            {"__typename": "SalesOrder", "id": staff.id},
        )
    )[0]["grossTotal"]["amount"]
    for part in (("33", "3"), ("33", "3"), ("34", "4")):
        index = len(await staff.deliveries()) - 1
        assert (await staff.ship(*part, index=index))["userErrors"] == []
        assert (await staff.bill())["userErrors"] == []
    invoices = await staff.invoices()
    assert len(invoices) == 3
    billed = sum(Decimal(each["grossTotal"]["amount"]) for each in invoices)
    assert str(billed) == total
    assert (await staff.read())["status"] == "COMPLETED"


async def test_an_invoice_moves_the_exposure_from_orders_to_invoices(erp: Erp):
    staff = await placed(erp, order(("VALVE-20", "20")))
    await staff.ship("12")
    await staff.bill()
    credit = (await partner(erp))["credit"]
    assert credit == {"openOrders": {"amount": "114.05"}, "openInvoices": {"amount": "171.06"}}
    (invoice,) = await staff.invoices()
    await staff.pay(invoice, "71.06")
    assert (await staff.invoices())[0]["state"] == "PARTIALLY_PAID"
    await staff.pay(invoice, "100.00")
    assert (await partner(erp))["credit"]["openInvoices"] == {"amount": "0.00"}  # type: ignore[index]


async def test_a_prepayment_settles_the_invoice(erp: Erp):
    wanted = order(("PUMP-100", "30"), customerId="cus_k1")
    staff = await placed(erp, wanted)
    await pay(erp, {"id": staff.id}, "3190.89", "bank-1")
    await staff.ship("30")
    await staff.bill()
    (invoice,) = await staff.invoices()
    assert (invoice["state"], invoice["outstanding"]["amount"]) == ("PARTIALLY_PAID", "2000.00")
    assert (await partner(erp, "cus_k1"))["credit"] == {
        "openOrders": {"amount": "0.00"},
        "openInvoices": {"amount": "2000.00"},
    }


async def test_an_unpaid_invoice_is_overdue_and_blocks_the_next_order(erp: Erp):
    staff = await placed(erp, order(("VALVE-20", "20")))
    await staff.ship("20")
    await staff.bill()
    (invoice,) = await staff.invoices()
    assert invoice["dueDate"] == "2026-04-01"
    erp.clock.write_text("2026-04-02T09:00:00+02:00")
    assert (await staff.invoices())[0]["state"] == "OVERDUE"
    wanted = order(("SEAL-5", "1"), externalReference="ord_2", requestedDeliveryDate="2026-04-10")
    assert (await erp.place(wanted))["salesOrder"]["creditStatus"] == "BLOCKED"


async def test_three_paid_invoices_make_a_new_customer_a_standard_one(erp: Erp):
    for number in range(3):
        assert (await partner(erp, "cus_k1"))["terms"] == {"class": "NEW", "paymentTerms": "NET14"}
        wanted = order(("VALVE-20", "1"), customerId="cus_k1", externalReference=f"ord_{number}")
        staff = await placed(erp, wanted)
        await staff.ship("1")
        await staff.bill()
        (invoice,) = await staff.invoices()
        await staff.pay(invoice, invoice["grossTotal"]["amount"])
    assert (await partner(erp, "cus_k1"))["terms"] == {"class": "STANDARD", "paymentTerms": "NET30"}


async def test_impossible_bills_and_payments_are_refused(erp: Erp):
    staff = await placed(erp, order(("VALVE-20", "20")))
    assert (await staff.bill())["userErrors"][0]["code"] == "NOT_ALLOWED_IN_STATE"
    await staff.ship("20")
    await staff.bill()
    assert (await staff.bill())["userErrors"][0]["code"] == "NOT_ALLOWED_IN_STATE"
    (invoice,) = await staff.invoices()
    for amount in ("0", "285.12", "0.001"):
        (refused,) = (await staff.pay(invoice, amount))["userErrors"]
        assert (refused["code"], refused["path"]) == ("INVALID", ["amount"])
    await staff.pay(invoice, "285.11")
    assert (await staff.pay(invoice, "1.00"))["userErrors"][0]["code"] == "NOT_ALLOWED_IN_STATE"
    assert (await staff.pay({"id": "none"}, "1.00"))["userErrors"][0]["code"] == "NOT_FOUND"
