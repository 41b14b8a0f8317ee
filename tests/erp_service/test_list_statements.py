"""Lists cost as many statements for many entries as for one: what they ask of each is read together."""

from typing import Any

import pytest

from tests.erp_service.conftest import Erp, order
from tests.erp_service.fulfilment.conftest import placed

PRODUCT = """... on Product { item { status taxCategory stocked listPrice { amount } salesUnits { unit }
  stock { onHand free warehouse { name } receipts { date } }
  availability(shipTo: DE, on: "2026-03-06") { availableToPromise fullQuantityOn }
  substitutes { sku product { item { status } } } } }"""
CUSTOMER = """... on Customer { erpPartner { number terms { priceList { name } tierDiscounts { minQuantity } }
  credit { exposure { amount } overdueInvoices { amount } } } }"""
SALES_ORDER = """... on SalesOrder { number customer { erpPartner { number } } taxes { rate }
  lines { product { item { status } } warehouse { name } scheduleLines { warehouse { name } } }
  deliveries { edges { node { number salesOrder { number } lines { product { sku } } warehouse { name } } } }
  invoices { edges { node { number state salesOrder { number } } } } }"""
SKUS = ("PUMP-100", "VALVE-20", "SEAL-5", "FILT-3", "LAMP-9")


async def counted(
    erp: Erp, statements: list[str], text: str, keys: list[dict[str, str]]
) -> list[str]:
    statements.clear()
    found = await erp.entities(text, *keys)
    assert len(found) == len(keys)
    assert None not in found
    return sorted(" ".join(each.split(" IN (")[0].split())[:80] for each in statements)


async def assert_constant(
    erp: Erp, statements: list[str], text: str, keys: list[dict[str, str]]
) -> None:
    few = await counted(erp, statements, text, keys[:1])
    assert few
    assert await counted(erp, statements, text, keys) == few


@pytest.mark.parametrize(
    ("type_", "text", "field", "values"),
    [
        ("Product", PRODUCT, "sku", SKUS),
        ("Customer", CUSTOMER, "id", ("cus_k1", "cus_k2", "cus_p")),
    ],
)
async def test_a_record_more_costs_no_statement_more(
    erp: Erp, statements: list[str], type_: str, text: str, field: str, values: tuple[str, ...]
):
    keys = [{"__typename": type_, field: value} for value in values]
    await assert_constant(erp, statements, text, keys)


async def test_an_order_more_costs_no_statement_more(erp: Erp, statements: list[str]):
    keys: list[dict[str, Any]] = []
    for number, sku in enumerate(SKUS[:3]):
        wanted = order((sku, "10"), ("LAMP-9", "1"), externalReference=f"ord_{number}")
        staff = await placed(erp, wanted)
        assert (await staff.ship("10", "1"))["userErrors"] == []
        assert (await staff.bill())["userErrors"] == []
        keys.append({"__typename": "SalesOrder", "id": staff.id})
    await assert_constant(erp, statements, SALES_ORDER, keys)
    documents = [(await erp.entities(FIND, key))[0] for key in keys]
    for name, text in (("deliveries", DELIVERY), ("invoices", INVOICE)):
        ids = [found[name]["edges"][0]["node"]["id"] for found in documents]
        type_ = "Delivery" if name == "deliveries" else "Invoice"
        own = [{"__typename": type_, "id": each} for each in ids]
        await assert_constant(erp, statements, text, own)


FIND = """... on SalesOrder {
  deliveries { edges { node { id } } } invoices { edges { node { id } } } }"""
DELIVERY = "... on Delivery { number salesOrder { number lines { id } } lines { product { sku } } }"
INVOICE = "... on Invoice { number state salesOrder { number } }"
