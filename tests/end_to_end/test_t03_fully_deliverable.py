"""T03: K2 orders what is on stock."""

from tests.end_to_end.operations import ORDER, PLACE, k2
from tests.end_to_end.stack import Stack


def test_an_order_of_stock_is_confirmed_in_both_systems_at_once(stack: Stack):
    placed = stack.ask(PLACE, {"input": k2("VALVE-20", "100", "scenario-t03")})["placeOrder"]
    assert (placed["outcome"], placed["userErrors"]) == ("CONFIRMED", [])
    order = placed["order"]
    assert order["grossTotal"] == {"amount": "1352.08", "currency": "EUR"}
    assert order["lines"][0]["promises"] == [
        {"deliveryDate": "2026-03-06", "quantity": "100", "basis": "STOCK"}
    ]
    expected = {
        "order": {
            "status": "CONFIRMED",
            "sync": {"state": "IN_SYNC"},
            "quote": {"state": "ORDERED", "revision": 1, "grossTotal": {"amount": "1352.08"}},
            "salesOrder": {
                "status": "CONFIRMED",
                "revision": 1,
                "grossTotal": {"amount": "1352.08"},
            },
        }
    }
    stack.eventually(ORDER, {"id": order["id"]}, expected)
