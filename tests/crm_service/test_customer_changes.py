"""Master data change by version; the reader of events sees the full new state."""

from typing import Any

from tests.crm_service.conftest import Crm

UPDATE = """mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) {
  customer { version legalName taxId emails { address } phones { number } addresses { id roles street timeZone } }
  userErrors { code path }
} }"""


async def updated(crm: Crm, **changes: Any) -> dict[str, Any]:
    wanted = {"id": "cus_k2", "expectedVersion": 1, **changes}
    payload: dict[str, Any] = (await crm.data(UPDATE, input=wanted))["updateCustomer"]
    return payload


async def test_what_is_given_changes_and_all_else_stays(crm: Crm):
    address = {"street": "Neuer Weg", "postalCode": "1010", "city": "Wien", "country": "AT"}
    payload = await updated(
        crm, phone="089 1", email="neu@sued.example", address={"id": "adr_k2", "address": address}
    )
    assert [error["path"] for error in payload["userErrors"]] == [["input", "phone"]]
    payload = await updated(
        crm,
        phone="089 111111",
        email="neu@sued.example",
        address={"id": "adr_k2", "address": address},
    )
    changed = {
        "id": "adr_k2",
        "roles": ["SOLD_TO", "SHIP_TO", "BILL_TO"],
        "street": "Neuer Weg",
        "timeZone": "Europe/Vienna",
    }
    assert payload["customer"] == {
        "version": 2,
        "legalName": "Süd Technik GmbH",
        "taxId": "DE888888888",
        "emails": [{"address": "neu@sued.example"}],
        "phones": [{"number": "+4989111111"}],
        "addresses": [changed],
    }


async def test_a_change_of_another_version_is_refused(crm: Crm):
    payload = await updated(crm, expectedVersion=7, legalName="X")
    assert payload["userErrors"] == [
        {"code": "REVISION_CONFLICT", "path": ["input", "expectedVersion"]}
    ]


async def test_unknown_customers_and_addresses_are_refused(crm: Crm):
    address = {"street": "a", "postalCode": "b", "city": "c", "country": "DE"}
    assert (await updated(crm, id="cus_x"))["userErrors"][0]["code"] == "NOT_FOUND"
    payload = await updated(crm, address={"id": "adr_x", "address": address})
    assert payload["userErrors"] == [{"code": "NOT_FOUND", "path": ["input", "address", "id"]}]


async def test_the_tax_id_of_another_customer_is_refused_but_a_shared_phone_is_not(crm: Crm):
    payload = await updated(crm, taxId="DE999999999")
    assert payload["userErrors"][0]["code"] == "DUPLICATE_CUSTOMER"
    payload = await updated(crm, phone="+49301234567")
    assert payload["customer"]["phones"] == [{"number": "+49301234567"}]
