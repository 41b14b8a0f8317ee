"""A contract and its call-offs: agreed in the CRM, measured in the ERP, shown as one."""

from tests.end_to_end.operations import PLACE, k2
from tests.end_to_end.stack import Stack

CREATE = """mutation($input: CreateContractInput!) {
  createContract(input: $input, idempotencyKey: "contract-1") {
    contract { id lines { id } } userErrors { code path } } }"""
CONTRACT = """query($id: ID!) { contract(id: $id) {
  state customer { displayName } lines { product { name } targetQuantity agreedUnitPrice { amount } }
  calledOff { releasedQuantity releasedValue { amount } remainingQuantity } } }"""
WANTED = {
    "customerId": "cus_k2",
    "kind": "QUANTITY",
    "validFrom": "2026-01-01",
    "validTo": "2026-12-31",
    "lines": [
        {"sku": "VALVE-20", "targetQuantity": "500", "agreedUnitPrice": "10", "currency": "EUR"}
    ],
}


def test_an_order_calls_off_a_contract_and_one_query_tells_what_is_left(stack: Stack):
    contract = stack.ask(CREATE, {"input": WANTED})["createContract"]["contract"]
    before = stack.ask(CONTRACT, {"id": contract["id"]})["contract"]
    assert (before["state"], before["calledOff"]) == ("ACTIVE", [])
    wanted = k2("VALVE-20", "100", "contract-order")
    wanted["lines"][0]["contractLineId"] = contract["lines"][0]["id"]  # type: ignore[index]
    placed = stack.ask(PLACE, {"input": wanted})["placeOrder"]
    # 100 at the agreed price, less the tier's 8 %.
    assert (placed["outcome"], placed["order"]["netTotal"]["amount"]) == ("CONFIRMED", "920.00")
    after = stack.ask(CONTRACT, {"id": contract["id"]})["contract"]
    assert after["customer"] == {"displayName": "Süd Technik GmbH"}
    assert after["lines"][0]["targetQuantity"] == "500"
    assert after["calledOff"] == [
        {
            "releasedQuantity": "100",
            "releasedValue": {"amount": "920.00"},
            "remainingQuantity": "400",
        }
    ]
