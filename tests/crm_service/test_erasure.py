"""eraseCustomer: of a customer nothing personal is left anywhere in the CRM (§3.7, T25)."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

import crm_service
from chassis.database import Database
from crm_service.tables import METADATA
from tests.crm_service.conftest import Crm
from tests.databases.kinds import Databases

MIGRATIONS = Path(crm_service.__file__).parent / "migrations"

ERASE = """mutation($id: ID!, $request: ID!) { eraseCustomer(id: $id, requestId: $request) {
  customer { version } userErrors { code } } }"""
CUSTOMER = """query($id: ID!) { customer(id: $id) { number lifecycle displayName legalName taxId
  emails { address } phones { number } addresses { id } contacts { id }
  interactions { edges { node { id } } } quotes { edges { node { shipTo { street } lines { note } } } } } }"""
LOG = """mutation($input: LogInteractionInput!) { logInteraction(input: $input) { userErrors { code } } }"""
QUOTE = """mutation($input: CreateQuoteInput!) { createQuote(input: $input, idempotencyKey: "q1") {
  quote { id } userErrors { code } } }"""
CREATE = """mutation($input: CreateCustomerInput!) { createCustomer(input: $input, idempotencyKey: "c1") {
  customer { id } userErrors { code } } }"""
VERIFY = "{ crmAuditVerdict { isIntact entries } }"
# What the small world and this test say of the customer cus_k2, but for ids and numbers.
PERSONAL = (
    *("Süd Technik", "DE888888888", "bestellung@sued.example", "+49897654321", "Isarring"),
    *("Geheimnis", "Notiz"),
)


async def live(crm: Crm) -> None:
    """A quote with a note, and conversations."""
    lines = [{"sku": "VALVE-20", "quantity": "1", "note": "Notiz"}]
    wanted = {"customerId": "cus_k2", "requestedDeliveryDate": "2026-03-06", "lines": lines}
    assert (await crm.data(QUOTE, input=wanted))["createQuote"]["userErrors"] == []
    call = {"channel": "PHONE", "direction": "INBOUND", "subject": "Geheimnis"}
    for whose in ({"customerId": "cus_k2"}, {"callerNumber": "089 7654321"}):
        answer = await crm.data(LOG, input={**call, **whose})
        assert answer["logInteraction"]["userErrors"] == []


async def erase(crm: Crm, request: str = "e1") -> Any:
    payload = (await crm.data(ERASE, id="cus_k2", request=request))["eraseCustomer"]
    assert payload["userErrors"] == []
    return payload["customer"]["version"]


async def verified(crm: Crm) -> int:
    """How many entries the unbroken chain of the audit has."""
    (verdict,) = (await crm.data(VERIFY)).values()
    assert verdict["isIntact"]
    return int(verdict["entries"])


async def test_the_record_is_empty_and_its_number_stays(crm: Crm):
    await live(crm)
    version = await erase(crm)
    found = (await crm.data(CUSTOMER, id="cus_k2"))["customer"]
    assert found == {
        "number": "K-10002",
        "lifecycle": "ERASED",
        **dict.fromkeys(("displayName", "legalName", "taxId")),
        **{name: [] for name in ("emails", "phones", "addresses", "contacts")},
        "interactions": {"edges": []},
        "quotes": {"edges": [{"node": {"shipTo": None, "lines": [{"note": None}]}}]},
    }
    assert await erase(crm) == await erase(crm, "e2") == version


async def test_nothing_personal_is_left_in_the_database_and_its_audit_holds(
    crm: Crm, tmp_path: Path, databases: Databases
):
    url = databases.at(tmp_path / "crm.db")
    await live(crm)
    entries = await verified(crm)
    before = await text_of(url)
    assert [each for each in PERSONAL if each not in before] == []
    await erase(crm)
    after = await text_of(url)
    assert [each for each in PERSONAL if each in after] == []
    assert await verified(crm) == entries + 1


async def test_the_tax_id_of_an_erased_customer_is_free(crm: Crm):
    await erase(crm)
    address = {"street": "Weg 1", "postalCode": "50667", "city": "Köln", "country": "DE"}
    wanted = {"kind": "COMPANY", "legalName": "Neu", "taxId": "DE888888888", "address": address}
    assert (await crm.data(CREATE, input=wanted))["createCustomer"]["userErrors"] == []


async def text_of(url: str) -> str:
    """Every value of every row."""
    database = await Database.open(url, MIGRATIONS)
    found = []
    async with database.read() as connection:
        for table in METADATA.sorted_tables:
            found += [str(tuple(row)) for row in (await connection.execute(select(table))).all()]
    await database.close()
    return "\n".join(found)
