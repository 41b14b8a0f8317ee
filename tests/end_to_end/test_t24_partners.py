"""T24: a partner orders at his price, sees his own orders only, and cannot go round the process."""

from typing import Any

from tests.end_to_end.operations import ORDER, PLACE, k2
from tests.end_to_end.stack import JSON, Stack
from tests.end_to_end.tokens import token_of

READ = """
query Read($id: ID!, $customer: ID!) {
  order(id: $id) { id status channel quote { number } salesOrder { number } }
  customer(id: $customer) { displayName erpPartner { terms { class } credit { limit { amount } } } }
  orders { edges { node { id } } }
}
"""
REFUSED = """
mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) {
  outcome order { id } userErrors { __typename code path
    ... on PriceDeviated { expectedGrossTotal { amount } actualGrossTotal { amount } }
    ... on PartnerReferenceUsed { order { id } } } } }
"""
SIDE_DOOR = """mutation { createSalesOrder(input: {}) { salesOrder { id } } }"""
CANCEL = """
mutation Cancel($input: CancelOrderInput!) { cancelOrder(input: $input) {
  order { id status } userErrors { code message path } } }
"""


def order_of(partner: str, sku: str, quantity: str, reference: str, **more: object) -> JSON:
    asked = k2(sku, quantity, f"scenario-t24-{reference}", partnerReference=reference, **more)
    return {**asked, "customer": {"id": f"cus_{partner}"}}


def place(stack: Stack, token: str, asked: JSON, text: str = REFUSED) -> Any:
    return stack.ask(text, {"input": asked}, token)["placeOrder"]


def test_the_price_a_partner_expects_is_the_price_he_gets(stack: Stack):
    token = token_of(stack, "--partner", "prt_p")
    expected = {"expectedGrossTotal": "1352.08", "priceTolerance": "0.00"}
    asked = order_of("p", "VALVE-20", "100", "P-1", **expected)
    placed = place(stack, token, asked, PLACE)
    assert (placed["outcome"], placed["userErrors"]) == ("CONFIRMED", [])
    assert placed["order"]["grossTotal"]["amount"] == "1352.08"
    cheaper = order_of("p", "VALVE-20", "100", "P-2", expectedGrossTotal="1300.00")
    refused = place(stack, token, cheaper)
    assert (refused["outcome"], refused["order"]) == ("REFUSED", None)
    (error,) = refused["userErrors"]
    assert (error["__typename"], error["code"]) == ("PriceDeviated", "INVALID")
    assert error["actualGrossTotal"] == {"amount": "1352.08"}
    within = {"expectedGrossTotal": "1300.00", "priceTolerance": "52.08"}
    near = order_of("p", "VALVE-20", "100", "P-3", **within)
    assert place(stack, token, near)["outcome"] == "CONFIRMED"
    # The reference of what was refused is free again, that of what was placed is not.
    assert place(stack, token, order_of("p", "SEAL-5", "1", "P-2b"))["outcome"] == "CONFIRMED"
    again = {**asked, "idempotencyKey": "scenario-t24-again"}
    (used,) = place(stack, token, again)["userErrors"]
    assert (used["code"], used["order"]["id"]) == (
        *("PARTNER_REFERENCE_USED", placed["order"]["id"]),
    )


def test_above_his_limit_a_partner_pays_before(stack: Stack):
    token = token_of(stack, "--partner", "prt_p")
    # 300 x 149.90 less 8 % is 41372.40, with tax 49233.16; 40 lamps and seals make it too much.
    asked = order_of("p", "PUMP-100", "300", "P-BIG", requestedDeliveryDate="2026-04-15")
    placed = place(stack, token, asked, PLACE)
    assert (placed["outcome"], placed["order"]["grossTotal"]["amount"]) == (
        *("CONFIRMED", "49233.16"),
    )
    # 80 x 12.35 less 5 % is 938.60, with tax 1116.93: 350.09 above 50000.00.
    more = place(stack, token, order_of("p", "VALVE-20", "80", "P-MORE"), PLACE)
    assert (more["outcome"], more["order"]["holdReasons"]) == ("ON_HOLD", ["PREPAYMENT"])
    due = "query D($id: ID!) { order(id: $id) { salesOrder { prepaymentDue { amount } } } }"
    found = stack.ask(due, {"id": more["order"]["id"]}, token)["order"]["salesOrder"]
    assert found == {"prepaymentDue": {"amount": "350.09"}}


def test_another_partners_order_is_as_unknown_as_any(stack: Stack):
    p, q = token_of(stack, "--partner", "prt_p"), token_of(stack, "--partner", "prt_q")
    own = place(stack, q, order_of("q", "SEAL-5", "10", "Q-1"))["order"]["id"]
    foreign = {"id": own, "customer": "cus_q"}
    seen = stack.ask(READ, foreign, p)
    assert seen == {"order": None, "customer": None, "orders": {"edges": []}}
    assert seen == stack.ask(READ, {"id": "ord_nothing", "customer": "cus_nothing"}, p)
    full = stack.ask(READ, foreign, q)
    assert full["order"]["channel"] == "PARTNER_API"
    assert full["order"]["quote"]["number"]
    assert full["order"]["salesOrder"]["number"]
    assert full["customer"]["erpPartner"] == {
        "terms": {"class": "PARTNER"},
        "credit": {"limit": {"amount": "50000.00"}},
    }
    cancel = {"expectedRevision": 1, "reason": "x", "idempotencyKey": "scenario-t24-theft"}
    theft = stack.ask(CANCEL, {"input": {**cancel, "orderId": own}}, p)["cancelOrder"]
    assert (theft["order"], theft["userErrors"][0]["code"]) == (None, "NOT_FOUND")
    foreign_customer = place(stack, p, order_of("q", "SEAL-5", "1", "P-X"))
    assert [error["code"] for error in foreign_customer["userErrors"]] == ["NOT_FOUND"]
    stack.eventually(ORDER, {"id": own}, {"order": {"status": "CONFIRMED"}})


def test_there_is_no_side_door_to_the_erp(stack: Stack):
    answer = stack.post("gateway", SIDE_DOOR, token=token_of(stack, "--partner", "prt_p"))
    assert "Cannot query field" in answer["errors"][0]["message"]


def test_a_partners_program_writes_ten_times_a_second(stack: Stack):
    token = token_of(stack, "--partner", "prt_q")
    one = 'cancelOrder(input: {orderId: "x", expectedRevision: 1, idempotencyKey: "12345678", reason: "r"}) { userErrors { code } }'
    text = f"mutation {{ {' '.join(f'm{number}: {one}' for number in range(11))} }}"
    refused = stack.post("gateway", text, {}, token)
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["RATE_LIMITED"]
    assert stack.ask(f"mutation {{ {one} }}", {}, token)["cancelOrder"]["userErrors"] == [
        {"code": "NOT_FOUND"}
    ]
