"""T17 a, b, c, e: one key, one order."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.end_to_end.operations import PLACE, k2
from tests.end_to_end.stack import Stack

KEY = "scenario-t17"
COUNT = '{ orders(customerId: "cus_k2", first: 100) { edges { node { id } } } }'


def place(stack: Stack, order: dict[str, object]) -> dict[str, Any]:
    payload: dict[str, Any] = stack.ask(PLACE, {"input": order})["placeOrder"]
    return payload


def number_of_orders(stack: Stack) -> int:
    return len(stack.ask(COUNT)["orders"]["edges"])


def test_the_same_key_and_input_answer_the_same_order(stack: Stack):
    first = place(stack, k2("VALVE-20", "100", KEY))
    second = place(stack, k2("VALVE-20", "100", KEY))
    assert (first["replayed"], second["replayed"]) == (False, True)
    assert second["order"]["id"] == first["order"]["id"]
    assert number_of_orders(stack) == 1


def test_the_same_key_with_another_quantity_is_refused(stack: Stack):
    first = place(stack, k2("VALVE-20", "100", KEY))
    second = place(stack, k2("VALVE-20", "101", KEY))
    assert second["outcome"] == "REFUSED"
    (error,) = second["userErrors"]
    assert error["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert error["originalOrderId"] == first["order"]["id"]
    assert number_of_orders(stack) == 1


def test_another_order_of_keys_and_another_spelling_of_a_decimal_are_the_same_input(stack: Stack):
    first = place(stack, k2("VALVE-20", "100", KEY))
    reordered = dict(reversed(k2("VALVE-20", "100.0", KEY).items()))
    second = place(stack, reordered)
    assert second["replayed"] is True
    assert second["order"]["id"] == first["order"]["id"]


def test_two_parallel_first_calls_make_one_order(stack: Stack):
    with ThreadPoolExecutor(2) as pool:
        payloads = list(pool.map(lambda _: place(stack, k2("VALVE-20", "100", KEY)), range(2)))
    orders = {each["order"]["id"] for each in payloads if each["order"]}
    assert len(orders) == 1
    for each in payloads:
        assert each["order"] or each["userErrors"][0]["code"] == "IDEMPOTENCY_IN_PROGRESS"
    replay = place(stack, k2("VALVE-20", "100", KEY))
    assert (replay["replayed"], {replay["order"]["id"]}) == (True, orders)
    assert number_of_orders(stack) == 1
