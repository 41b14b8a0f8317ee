"""Domain §3.4, T17 c."""

from gateway.orders.fingerprint import fingerprint


def test_spelling_and_key_do_not_count():
    one = {"idempotency_key": "a", "lines": [{"sku": "X", "quantity": "100"}], "unit": None}
    two = {"lines": [{"quantity": "100.0", "sku": "X"}], "idempotency_key": "b"}
    assert fingerprint("placeOrder", one) == fingerprint("placeOrder", two)


def test_another_quantity_is_another_request():
    prints = {fingerprint("placeOrder", {"lines": [{"quantity": n}]}) for n in ("100", "101")}
    assert len(prints) == 2
