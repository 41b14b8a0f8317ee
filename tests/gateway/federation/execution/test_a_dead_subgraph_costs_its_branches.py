"""T12: what a dead subgraph should have brought is null, with one error for each null branch.

The path is in the client's keys and names the branch that is null, however deep in it the field
was that could not be null.
"""

from typing import Any

from tests.gateway.federation.execution.orders import DOWN, ORDERS, UNIFIED


def lost(text: str, *dead: int) -> tuple[Any, list[Any]]:
    outcome = ORDERS.run(text, instead=dict.fromkeys(dead, DOWN))
    assert {error["message"] for error in outcome.errors} == {DOWN.message}
    return outcome.data["order"], outcome.error_paths


def test_a_branch_with_a_required_field_is_null_as_a_whole_and_told_once():
    order, paths = lost(UNIFIED, 1)
    assert (order["status"], order["quote"]) == ("CONFIRMED", None)
    assert order["salesOrder"]["lines"][0]["product"]["name"] == "Product 0"
    assert paths == [["order", "quote"]]


def test_a_list_of_branches_is_told_item_by_item():
    order, paths = lost(UNIFIED, 3)
    assert order["salesOrder"]["lines"] == [
        {"sku": f"s{number}", "product": None} for number in range(3)
    ]
    assert paths == [["order", "salesOrder", "lines", number, "product"] for number in range(3)]


def test_two_fetches_to_the_same_dead_subgraph_lose_their_branches_each():
    order, paths = lost(UNIFIED, 1, 3)
    assert (order["status"], order["quote"]) == ("CONFIRMED", None)
    product = ["order", "salesOrder", "lines", 0, "product"]
    assert len(paths) == 4
    assert ["order", "quote"] in paths
    assert product in paths


def test_a_fetch_that_was_never_sent_is_no_second_error():
    order, paths = lost(UNIFIED, 2)
    assert (order["salesOrder"], order["quote"]["state"]) == (None, "ORDERED")
    assert paths == [["order", "salesOrder"]]


def test_when_the_root_is_dead_there_is_one_error_at_the_root_field():
    order, paths = lost(UNIFIED, 0)
    assert (order, paths) == (None, [["order"]])


def test_a_nullable_leaf_is_null_alone_and_told_once():
    order, paths = lost('{ order(id: "o1") { status quote { id note } } }', 1)
    assert order == {"status": "CONFIRMED", "quote": {"id": "q1", "note": None}}
    assert paths == [["order", "quote", "note"]]


def test_paths_are_in_the_clients_aliases():
    text = (
        '{ order(id: "o1") { q: quote { s: state } so: salesOrder { all: products { n: name } } } }'
    )
    order, paths = lost(text, 1)
    assert order["q"] is None
    assert paths == [["order", "q"]]
    order, paths = lost(text, 3)
    assert order["so"] == {"all": None}
    assert paths == [["order", "so", "all"]]


def test_the_keys_keep_the_clients_order_when_a_branch_is_null():
    text = '{ order(id: "o1") { salesOrder { products { text stock sku } } quote { note id } id } }'
    order, _ = lost(text, 2, 3)
    assert list(order) == ["salesOrder", "quote", "id"]
    assert list(order["quote"]) == ["note", "id"]
    assert [list(each) for each in order["salesOrder"]["products"]] == [
        ["text", "stock", "sku"]
    ] * 3
