"""What the CRM shows of a customer."""

from tests.crm_service.conftest import Crm


async def test_all_facts_of_a_customer_are_shown(crm: Crm):
    answer = await crm.data(
        """{ customer(id: "cus_k1") {
          __typename id number kind lifecycle displayName legalName givenName familyName taxId version languageTag
          emails { address primary verified } phones { number type primary }
          addresses { id roles street houseNumber postalCode city country timeZone }
          contacts { familyName phone } consents { purpose granted at source }
          owner { displayName } mergedInto { id } createdAt updatedAt
          quotes { totalCount } interactions { totalCount }
        } }"""
    )
    assert answer["customer"] == {
        "__typename": "Customer",
        "id": "cus_k1",
        "number": "K-10001",
        "kind": "COMPANY",
        "lifecycle": "CUSTOMER",
        "displayName": "Nord AG",
        "legalName": "Nord AG",
        "givenName": None,
        "familyName": None,
        "taxId": "DE999999999",
        "version": 1,
        "languageTag": None,
        "emails": [{"address": "einkauf@nord.example", "primary": True, "verified": False}],
        "phones": [{"number": "+49301234567", "type": "OTHER", "primary": True}],
        "addresses": [
            {
                "id": "adr_k1",
                "roles": ["SOLD_TO", "BILL_TO"],
                "street": "Hafenweg",
                "houseNumber": "1",
                "postalCode": "10115",
                "city": "Berlin",
                "country": "DE",
                "timeZone": "Europe/Berlin",
            },
            {
                "id": "adr_k1b",
                "roles": ["SHIP_TO"],
                "street": "Lagerstr.",
                "houseNumber": None,
                "postalCode": "1010",
                "city": "Wien",
                "country": "AT",
                "timeZone": "Europe/Vienna",
            },
        ],
        "contacts": [{"familyName": "Falk", "phone": "+49305550001"}],
        "consents": [
            {
                "purpose": "NEWSLETTER",
                "granted": True,
                "at": "2026-01-05T10:00:00Z",
                "source": "phone",
            }
        ],
        "owner": None,
        "mergedInto": None,
        "createdAt": "2026-03-02T08:00:00Z",
        "updatedAt": "2026-03-02T08:00:00Z",
        "quotes": {"totalCount": 0},
        "interactions": {"totalCount": 0},
    }


async def test_customers_are_found_by_words_and_stage_forwards_and_backwards(crm: Crm):
    query = "query ($filter: CustomerFilter, $first: Int, $last: Int) { customers(filter: $filter, first: $first, last: $last) { edges { node { id } } pageInfo { hasNextPage hasPreviousPage } totalCount } }"

    async def ids(**variables: object) -> list[str]:
        answer = await crm.data(query, **variables)
        return [edge["node"]["id"] for edge in answer["customers"]["edges"]]

    assert await ids() == ["cus_k1", "cus_k2"]
    assert await ids(filter={"text": "SÜD gmbh"}) == ["cus_k2"]
    assert await ids(filter={"text": "K-10001"}) == ["cus_k1"]
    assert await ids(filter={"lifecycle": ["PROSPECT"]}) == []
    assert await ids(filter={"updatedSince": "2026-03-03T00:00:00Z"}) == []
    assert await ids(first=1) == ["cus_k1"]
    assert await ids(last=1) == ["cus_k2"]


async def test_entities_are_answered_in_the_order_asked_and_unknown_ones_are_null(crm: Crm):
    query = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { displayName } ... on Product { name } ... on StaffMember { agent: displayName } } }"
    asked = [
        {"__typename": "Product", "sku": "SEAL-5"},
        {"__typename": "Customer", "id": "cus_x"},
        {"__typename": "StaffMember", "id": "stf_anna"},
        {"__typename": "Customer", "id": "cus_k2"},
    ]
    answer = await crm.data(query, r=asked)
    assert answer["_entities"] == [
        {"name": "Seal ring 5 mm"},
        None,
        {"agent": "Anna Berg"},
        {"displayName": "Süd Technik GmbH"},
    ]
