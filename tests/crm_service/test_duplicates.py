"""Rule R-DUP (scenario T18): who resembles an existing customer, and what may be done about it."""

import asyncio
from typing import Any

import pytest

from tests.crm_service.conftest import Crm

CREATE = """mutation ($input: CreateCustomerInput!, $key: String!) { createCustomer(input: $input, idempotencyKey: $key) {
  customer { id number lifecycle displayName }
  userErrors { __typename code path message ... on DuplicateCustomer { candidates { customer { id } matchedOn score blocking } } }
} }"""
FIND = "query ($probe: DuplicateProbeInput!) { findDuplicateCustomers(probe: $probe) { customer { id } matchedOn score blocking } }"
ADDRESS = {"street": "Weg 1", "postalCode": "50667", "city": "Köln", "country": "DE"}
PERSON = {"kind": "PERSON", "familyName": "Neu", "phone": "030/1234567", "address": ADDRESS}


async def created(crm: Crm, **wanted: Any) -> dict[str, Any]:
    answer = await crm.data(CREATE, input=wanted, key=crm.request())
    payload: dict[str, Any] = answer["createCustomer"]
    return payload


async def number_of_customers(crm: Crm) -> int:
    answer = await crm.data("{ customers { totalCount } }")
    return int(answer["customers"]["totalCount"])


async def test_a_known_phone_number_is_a_candidate_and_nobody_is_written(crm: Crm):
    payload = await created(crm, **PERSON)
    candidate = {
        "customer": {"id": "cus_k1"},
        "matchedOn": ["PHONE"],
        "score": "0.6",
        "blocking": False,
    }
    error = payload["userErrors"][0]
    assert (error["__typename"], error["code"]) == ("DuplicateCustomer", "DUPLICATE_CUSTOMER")
    assert error["candidates"] == [candidate]
    assert payload["customer"] is None
    assert await number_of_customers(crm) == 2


async def test_a_candidate_whom_the_agent_refused_does_not_stand_in_the_way(crm: Crm):
    payload = await created(crm, **PERSON, notDuplicateOf=["cus_k1"])
    assert payload["userErrors"] == []
    assert payload["customer"]["lifecycle"] == "PROSPECT"
    assert payload["customer"]["displayName"] == "Neu"


async def test_an_equal_tax_id_blocks_and_refusing_the_candidate_does_not_help(crm: Crm):
    company = {
        "kind": "COMPANY",
        "legalName": "Andere AG",
        "taxId": "DE 999 999 999",
        "address": ADDRESS,
    }
    payload = await created(crm, **company, notDuplicateOf=["cus_k1"])
    candidate = {
        "customer": {"id": "cus_k1"},
        "matchedOn": ["TAX_ID"],
        "score": "1.0",
        "blocking": True,
    }
    assert payload["userErrors"][0]["candidates"] == [candidate]
    assert await number_of_customers(crm) == 2


async def test_of_two_parallel_creates_with_the_same_new_tax_id_one_wins(crm: Crm):
    companies = [
        {"kind": "COMPANY", "legalName": name, "taxId": "DE123123123", "address": ADDRESS}
        for name in ("Erste AG", "Zweite AG")
    ]
    payloads = await asyncio.gather(*(created(crm, **company) for company in companies))
    assert sorted(len(payload["userErrors"]) for payload in payloads) == [0, 1]
    refused = next(payload for payload in payloads if payload["userErrors"])
    assert refused["userErrors"][0]["candidates"][0]["blocking"] is True
    assert await number_of_customers(crm) == 3


@pytest.mark.parametrize(
    ("probe", "found"),
    [
        ({"phone": "030 1234567"}, [("cus_k1", ["PHONE"], "0.6")]),
        ({"email": " Einkauf@NORD.example"}, [("cus_k1", ["EMAIL"], "0.8")]),
        ({"taxId": "de888888888"}, [("cus_k2", ["TAX_ID"], "1.0")]),
        (
            {"name": "süd  technik GMBH", "postalCode": "80538"},
            [("cus_k2", ["NAME_AND_POSTAL_CODE"], "0.5")],
        ),
        ({"name": "Süd Technik GmbH", "postalCode": "10115"}, []),
        ({"phone": "+49305550001"}, []),
        ({"phone": "withheld"}, []),
        ({}, []),
        (
            {"phone": "+49301234567", "email": "einkauf@nord.example", "taxId": "DE888888888"},
            [("cus_k2", ["TAX_ID"], "1.0"), ("cus_k1", ["EMAIL", "PHONE"], "0.8")],
        ),
    ],
)
async def test_a_probe_finds_whom_it_resembles_best_first(
    crm: Crm, probe: dict[str, str], found: list[tuple[str, list[str], str]]
):
    answer = await crm.data(FIND, probe=probe)
    shown = [
        (item["customer"]["id"], item["matchedOn"], item["score"])
        for item in answer["findDuplicateCustomers"]
    ]
    assert shown == found


async def test_a_key_gives_the_first_answer_again_and_stands_for_one_input(crm: Crm):
    person = {**PERSON, "phone": None}
    first = await crm.data(CREATE, input=person, key="call-1")
    assert await crm.data(CREATE, input=person, key="call-1") == first
    other = await crm.data(CREATE, input={**person, "familyName": "Alt"}, key="call-1")
    assert other["createCustomer"]["userErrors"][0]["path"] == ["idempotencyKey"]
    assert await number_of_customers(crm) == 3
    crm.clock.write_text("2026-03-10T09:00:00+01:00")
    later = await crm.data(CREATE, input={**person, "familyName": "Spät"}, key="call-1")
    assert later["createCustomer"]["userErrors"] == []


async def test_two_parallel_creates_with_one_key_make_one_customer(crm: Crm):
    person = {**PERSON, "phone": None}
    answers = await asyncio.gather(
        *(crm.data(CREATE, input=person, key="call-1") for _ in range(3))
    )
    assert answers[0] == answers[1] == answers[2]
    assert await number_of_customers(crm) == 3
