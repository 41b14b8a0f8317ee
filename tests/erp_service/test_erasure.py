"""The ERP's part of an erasure: blocked, and what the law retains is told (T25)."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

import erp_service
from chassis.database import Database
from erp_service.tables import audit, partners
from tests.databases.kinds import Databases
from tests.erp_service.conftest import UPSERT, Erp, order
from tests.erp_service.fulfilment.conftest import placed
from tests.erp_service.test_story import HUBER

ERASE = """mutation($id: ID!, $request: ID!) { blockPartner(customerId: $id, requestId: $request) {
  partner { number email phone orderBlock deliveryBlock billingBlock }
  retained { entityType count legalBasis blockedUntil } userErrors { code path message } } }"""
VERDICT = "{ erpAuditVerdict { isIntact } }"
MIGRATIONS = Path(erp_service.__file__).parent / "migrations"
CUSTOMER = "cus_huber"


async def erase(erp: Erp, request: str, customer: str = CUSTOMER) -> Any:
    return await erp.call(ERASE, id=customer, request=request)


async def test_an_open_order_and_an_unpaid_invoice_hold_the_erasure_up(erp: Erp):
    await erp.call(UPSERT, input=HUBER)
    staff = await placed(erp, order(("VALVE-20", "1"), customerId=CUSTOMER))
    assert (await erase(erp, "e1"))["userErrors"][0]["code"] == "NOT_ALLOWED_IN_STATE"
    await staff.ship("1")
    erp.clock.write_text("2026-03-16T09:00:00+01:00")
    await staff.bill()
    assert (await erase(erp, "e2"))["userErrors"][0]["code"] == "NOT_ALLOWED_IN_STATE"
    (invoice,) = await staff.invoices()
    await staff.pay(invoice, invoice["grossTotal"]["amount"])
    found = await erase(erp, "e3")
    blocks = {"orderBlock": True, "deliveryBlock": True, "billingBlock": True}
    number = found["partner"]["number"]
    assert found["partner"] == {"number": number, "email": None, "phone": None, **blocks}
    assert [
        (each["entityType"], each["count"], each["blockedUntil"]) for each in found["retained"]
    ] == [
        ("Invoice", 1, "2034-12-31"),
        ("SalesOrder", 1, "2032-12-31"),
    ]
    assert await erase(erp, "e3") == found == await erase(erp, "e4")


async def test_an_erased_partner_is_neither_filled_again_nor_sold_to(erp: Erp):
    await erp.call(UPSERT, input=HUBER)
    await erase(erp, "e1")
    later = {**HUBER, "customerVersion": 9, "requestId": "again"}
    assert (await erp.call(UPSERT, input=later))["userErrors"] == []
    assert (await erase(erp, "e2"))["partner"]["email"] is None
    wanted = order(("VALVE-20", "1"), customerId=CUSTOMER)
    lines = [{**each, "acceptedSchedule": []} for each in wanted["lines"]]
    create = """mutation($input: ErpSalesOrderInput!) { createSalesOrder(input: $input) { userErrors { code } } }"""
    (refused,) = (await erp.call(create, input={**wanted, "lines": lines}))["userErrors"]
    assert refused["code"] == "LOCKED"


async def test_a_customer_who_is_no_partner_has_nothing_to_erase(erp: Erp):
    assert await erase(erp, "e1", "cus_none") == {
        "partner": None,
        "retained": [],
        "userErrors": [],
    }


async def test_no_entry_of_the_audit_names_an_erased_partner_and_the_chain_holds(
    erp: Erp, tmp_path: Path, databases: Databases
):
    await erp.call(UPSERT, input=HUBER)
    url = databases.at(tmp_path / "erp.db")
    assert "Huber" in await audit_text(url)
    assert await erp.call(VERDICT)
    await erase(erp, "e1")
    assert "Huber" not in await audit_text(url)
    assert (await erp.call(VERDICT))["isIntact"]


async def test_of_one_without_documents_not_even_the_name_stays(
    erp: Erp, tmp_path: Path, databases: Databases
):
    await erp.call(UPSERT, input=HUBER)
    await erase(erp, "e1")
    database = await Database.open(databases.at(tmp_path / "erp.db"), MIGRATIONS)
    async with database.read() as connection:
        query = select(partners).where(partners.c.customer_id == CUSTOMER)
        row = (await connection.execute(query)).mappings().one()
    await database.close()
    assert {row[name] for name in ("name", "street", "city", "tax_id", "email")} == {None}


async def audit_text(url: str) -> str:
    database = await Database.open(url, MIGRATIONS)
    async with database.read() as connection:
        rows = (await connection.execute(select(audit))).all()
    await database.close()
    return "\n".join(str(tuple(row)) for row in rows)
