"""What other subgraphs' types get from the ERP, and what an order leads to."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from chassis.database import Database
from erp_service.sales_orders import tables
from erp_service.service import MIGRATIONS
from tests.erp_service.conftest import Erp, order

PARTNER = """... on Customer { id erpPartner {
  number version orderBlock deliveryBlock billingBlock
  terms { class paymentTerms prepaymentPercent priceList { code name currency validTo } currency taxTreatment tierDiscounts { minQuantity } incoterms }
  credit { limit { amount } exposure { amount } openOrders { amount } openInvoices { amount } overdueInvoices { amount } asOf }
} }"""
STOCK = "stock { warehouse { code } onHand reserved safetyStock free receipts { date quantity confirmed } }"


def product(sku: str) -> dict[str, str]:
    return {"__typename": "Product", "sku": sku}


async def item(erp: Erp, sku: str, selection: str) -> Any:
    (found,) = await erp.entities(f"... on Product {{ item {{ {selection} }} }}", product(sku))
    return found["item"]


async def test_a_customer_shows_terms_and_credit_and_a_stranger_has_none(erp: Erp):
    await erp.place(order(("VALVE-20", "100")))
    keys = [{"__typename": "Customer", "id": each} for each in ("cus_k2", "cus_none")]
    found, stranger = await erp.entities(PARTNER, *keys)
    assert stranger == {"id": "cus_none", "erpPartner": None}
    partner = found["erpPartner"]
    assert (partner["number"], partner["version"]) == ("BP-100002", 0)
    assert partner["terms"]["class"] == "STANDARD"
    assert partner["terms"]["taxTreatment"] == "DOMESTIC"
    assert partner["credit"] == {
        "limit": {"amount": "50000.00"},
        "exposure": {"amount": "1352.08"},
        "openOrders": {"amount": "1352.08"},
        "openInvoices": {"amount": "0.00"},
        "overdueInvoices": {"amount": "0.00"},
        "asOf": "2026-03-02T08:00:00Z",
    }


async def test_an_item_shows_its_rules_and_prices(erp: Erp):
    found = await item(
        erp,
        "SEAL-5",
        'status baseUnit salesUnits { unit factor } stocked listPrice { amount currency } yen: listPrice(priceList: "STANDARD-JPY") { amount }',
    )
    assert found == {
        "status": "ACTIVE",
        "baseUnit": "PCE",
        "salesUnits": [{"unit": "PCE", "factor": "1"}],
        "stocked": True,
        "listPrice": {"amount": "0.3350", "currency": "EUR"},
        "yen": None,
    }


async def test_an_item_shows_its_stock_where_it_is_kept(erp: Erp):
    found = await item(erp, "PUMP-100", STOCK)
    assert found["stock"] == [
        {
            "warehouse": {"code": "BER"},
            "onHand": "40",
            "reserved": "10",
            "safetyStock": "0",
            "free": "30",
            "receipts": [{"date": "2026-03-16", "quantity": "50", "confirmed": True}],
        }
    ]
    codes = [each["warehouse"]["code"] for each in (await item(erp, "LAMP-9", STOCK))["stock"]]
    assert codes == ["BER", "MUC"]


async def test_a_preview_answers_for_a_delivery_date(erp: Erp):
    selection = 'availability(shipTo: "%s", on: "2026-03-06", quantity: "60") { on availableToPromise fullQuantityOn asOf }'
    found = (await item(erp, "PUMP-100", selection % "DE"))["availability"]
    assert (found["availableToPromise"], found["fullQuantityOn"]) == ("30", "2026-03-17")
    nowhere = (await item(erp, "PUMP-100", selection % "BR"))["availability"]
    assert (nowhere["availableToPromise"], nowhere["fullQuantityOn"]) == ("0", None)


async def test_substitutes_lead_to_their_products(erp: Erp):
    selection = (
        "substitutes { sku priority interchangeable product { sku item { listPrice { amount } } } }"
    )
    (found,) = (await item(erp, "CTRL-7", selection))["substitutes"]
    assert (found["sku"], found["interchangeable"]) == ("CTRL-7B", True)
    assert found["product"]["item"] == {"listPrice": {"amount": "949.00"}}


async def test_warehouses_and_price_lists_are_entities(erp: Erp):
    selection = "... on Warehouse { name } ... on PriceList { currency validTo }"
    found = await erp.entities(
        selection,
        {"__typename": "Warehouse", "code": "MUC"},
        {"__typename": "PriceList", "code": "STANDARD-JPY"},
        {"__typename": "Warehouse", "code": "NONE"},
    )
    assert found == [{"name": "Munich"}, {"currency": "JPY", "validTo": None}, None]


async def test_many_products_cost_as_many_statements_as_one(erp: Erp, statements: list[str]):
    async def count(*skus: str) -> int:
        statements.clear()
        selection = f"... on Product {{ item {{ listPrice {{ amount }} {STOCK} }} }}"
        await erp.entities(selection, *map(product, skus))
        return len(statements)

    assert await count("PUMP-100") == await count("VALVE-20", "SEAL-5", "LAMP-9", "FILT-3")


DOCUMENTS = """... on SalesOrder {
  deliveries(first: 2) { edges { cursor node { id number state warehouse { code } salesOrder { number } lines { sku quantity } } } pageInfo { hasNextPage endCursor } }
  invoices { edges { node { number grossTotal { amount } salesOrder { number } } } pageInfo { hasNextPage hasPreviousPage startCursor } }
}"""


async def deliver(erp: Erp, order_id: str, line_id: str, count: int) -> None:
    delivery = {"sales_order_id": order_id, "state": "PLANNED", "warehouse": "BER"}
    rows = [
        {
            **delivery,
            "id": f"dlv_{index}",
            "number": f"DL-{index}",
            "planned_ship_date": date(2026, 3, 5),
        }
        for index in range(count)
    ]
    line = {"sales_order_line_id": line_id, "sku": "VALVE-20", "quantity": Decimal(1)}
    database = await Database.open(erp.url, MIGRATIONS)
    async with database.write() as connection:
        await connection.execute(insert(tables.deliveries), rows)
        lines = [{**line, "delivery_id": row["id"]} for row in rows]
        await connection.execute(insert(tables.delivery_lines), lines)
    await database.close()


async def unpromised(erp: Erp) -> dict[str, Any]:
    """An order that plans no deliveries."""
    wanted = order(("VALVE-20", "3"))
    lines = [{**line, "acceptedSchedule": []} for line in wanted["lines"]]
    return dict((await erp.place(wanted, lines=lines))["salesOrder"])


async def test_an_order_without_documents_has_empty_pages(erp: Erp):
    placed = await unpromised(erp)
    key = {"__typename": "SalesOrder", "id": placed["id"]}
    (found,) = await erp.entities(DOCUMENTS, key)
    assert found["deliveries"]["edges"] == []
    assert found["invoices"] == {
        "edges": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None},
    }


async def test_deliveries_are_paged_and_lead_back_to_their_order(erp: Erp):
    placed = await unpromised(erp)
    await deliver(erp, placed["id"], placed["lines"][0]["id"], 3)
    key = {"__typename": "SalesOrder", "number": placed["number"]}
    (found,) = await erp.entities(DOCUMENTS, key)
    page = found["deliveries"]
    assert page["pageInfo"]["hasNextPage"]
    assert page["edges"][0]["node"] == {
        "id": "dlv_0",
        "number": "DL-0",
        "state": "PLANNED",
        "warehouse": {"code": "BER"},
        "salesOrder": {"number": placed["number"]},
        "lines": [{"sku": "VALVE-20", "quantity": "1"}],
    }
    after = f'... on SalesOrder {{ deliveries(after: "{page["pageInfo"]["endCursor"]}") {{ edges {{ node {{ number }} }} pageInfo {{ hasNextPage }} }} }}'
    (rest,) = await erp.entities(after, key)
    assert rest["deliveries"] == {
        "edges": [{"node": {"number": "DL-2"}}],
        "pageInfo": {"hasNextPage": False},
    }
