"""Contracts: agreed once for a key, moved by a table, over after their last day."""

from typing import Any

import pytest

from tests.crm_service.conftest import Crm

CREATE = """mutation($input: CreateContractInput!, $key: String!) {
  createContract(input: $input, idempotencyKey: $key) {
    contract { id number kind state validFrom validTo noticePeriodDays autoRenew version
      customer { id }
      lines { product { sku } targetQuantity targetValue { amount currency } agreedUnitPrice { amount } } }
    userErrors { code path } } }"""
STATE = """mutation($id: ID!, $version: Int!, $state: ContractState!) {
  setContractState(id: $id, expectedVersion: $version, state: $state) {
    contract { state version } userErrors { code path } } }"""
CONTRACT = "query($id: ID!) { contract(id: $id) { state version } }"
OF_CUSTOMER = """{ customer(id: "cus_k2") {
  contracts(first: 1) { totalCount edges { node { id } } pageInfo { hasNextPage } } } }"""
LINE = {"sku": "VALVE-20", "targetQuantity": "500", "agreedUnitPrice": "10.50", "currency": "EUR"}
YEAR = {"kind": "QUANTITY", "validFrom": "2026-01-01", "validTo": "2026-12-31"}


async def create(crm: Crm, key: str = "c1", **changes: Any) -> dict[str, Any]:
    wanted = {"customerId": "cus_k2", **YEAR, "lines": [LINE], **changes}
    payload: dict[str, Any] = (await crm.data(CREATE, input=wanted, key=key))["createContract"]
    return payload


async def move(crm: Crm, contract_id: str, version: int, state: str) -> dict[str, Any]:
    answer = await crm.data(STATE, id=contract_id, version=version, state=state)
    payload: dict[str, Any] = answer["setContractState"]
    return payload


async def test_a_contract_is_what_was_agreed_and_one_for_its_key(crm: Crm):
    created = await create(crm)
    assert created["userErrors"] == []
    contract = created["contract"]
    assert contract["lines"] == [
        {
            "product": {"sku": "VALVE-20"},
            "targetQuantity": "500",
            "targetValue": None,
            "agreedUnitPrice": {"amount": "10.50"},
        }
    ]
    assert (contract["number"], contract["state"]) == ("C-2026-000001", "ACTIVE")
    assert (contract["noticePeriodDays"], contract["autoRenew"]) == (30, False)
    assert contract["customer"] == {"id": "cus_k2"}
    assert await create(crm) == created
    await create(crm, "c2")
    found = (await crm.data(OF_CUSTOMER))["customer"]["contracts"]
    assert (found["totalCount"], found["pageInfo"]["hasNextPage"]) == (2, True)
    assert found["edges"] == [{"node": {"id": contract["id"]}}]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"customerId": "cus_x"}, ["input", "customerId"]),
        ({"validTo": "2025-12-31"}, ["input", "validTo"]),
        ({"noticePeriodDays": -1}, ["input", "noticePeriodDays"]),
        ({"lines": []}, ["input", "lines"]),
        ({"lines": [{**LINE, "sku": "NOTHING"}]}, ["input", "lines", "0", "sku"]),
        ({"lines": [{**LINE, "targetQuantity": "0"}]}, ["input", "lines", "0", "targetQuantity"]),
        ({"lines": [{"sku": "VALVE-20"}]}, ["input", "lines", "0", "targetQuantity"]),
        ({"kind": "VALUE", "lines": [LINE]}, ["input", "lines", "0", "targetValue"]),
        ({"lines": [LINE, {**LINE, "currency": "JPY"}]}, ["input", "lines"]),
    ],
)
async def test_what_cannot_be_agreed_is_refused_in_its_place(
    crm: Crm, changes: dict[str, Any], path: list[str]
):
    refused = await create(crm, **changes)
    assert refused["contract"] is None
    assert [each["path"] for each in refused["userErrors"]] == [path]


async def test_a_contract_moves_by_the_table_of_its_states(crm: Crm):
    contract_id = (await create(crm))["contract"]["id"]
    assert (await move(crm, contract_id, 1, "SUSPENDED"))["contract"]["version"] == 2
    assert (await move(crm, contract_id, 1, "ACTIVE"))["userErrors"][0]["code"] == (
        "REVISION_CONFLICT"
    )
    assert (await move(crm, contract_id, 2, "ACTIVE"))["contract"]["state"] == "ACTIVE"
    assert (await move(crm, contract_id, 3, "TERMINATED"))["userErrors"] == []
    refused = await move(crm, contract_id, 4, "ACTIVE")
    assert refused["userErrors"] == [{"code": "NOT_ALLOWED_IN_STATE", "path": ["state"]}]


async def test_after_its_last_day_it_is_over_unless_it_renews_itself(crm: Crm):
    ended = (await create(crm))["contract"]["id"]
    renewed = (await create(crm, "c2", autoRenew=True))["contract"]["id"]
    crm.clock.write_text("2027-01-01T09:00:00+01:00")
    assert (await crm.data(CONTRACT, id=ended))["contract"]["state"] == "EXPIRED"
    assert (await crm.data(CONTRACT, id=renewed))["contract"]["state"] == "ACTIVE"
