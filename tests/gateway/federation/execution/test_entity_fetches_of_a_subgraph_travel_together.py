"""Entity fetches of one subgraph that may start together are one request."""

from __future__ import annotations

from typing import Any

from gateway.federation.execution.errors import FetchFailure
from tests.gateway.federation.execution.subgraphs import Subgraphs, World

_SUPERGRAPH = """
enum join__Graph {
  SHOP @join__graph(name: "shop", url: "http://shop")
  STOCK @join__graph(name: "stock", url: "http://stock")
  PRICES @join__graph(name: "prices", url: "http://prices")
}
type Query @join__type(graph: SHOP) {
  best(size: Int): Item @join__field(graph: SHOP)
  items: [Item] @join__field(graph: SHOP)
  places: [Place] @join__field(graph: SHOP)
}
type Item @join__type(graph: SHOP, key: "id") @join__type(graph: STOCK, key: "id")
  @join__type(graph: PRICES, key: "id") {
  id: ID!
  price: Int @join__field(graph: PRICES) @join__field(graph: STOCK, external: true)
  count: Int @join__field(graph: STOCK)
  shown(size: Int): String @join__field(graph: STOCK)
  freight: Int @join__field(graph: STOCK, requires: "price")
}
type Place @join__type(graph: SHOP, key: "code") @join__type(graph: STOCK, key: "code") {
  code: ID
  rows: [String!] @join__field(graph: STOCK)
}
"""
_SCHEMA = """
type Query { best(size: Int): Item items: [Item] places: [Place] }
type Item { id: ID! price: Int count: Int shown(size: Int): String freight: Int }
type Place { code: ID rows: [String!] }
"""


def shop(places: list[dict[str, Any]]) -> World:
    items = [
        {"__typename": "Item", "id": f"i{n}", "price": n, "count": 10 * n, "freight": n + 1}
        | {"shown": f"Item {n}"}
        for n in range(3)
    ]
    data = {"best": items[2], "items": items, "places": places}
    return World(_SUPERGRAPH, Subgraphs(_SCHEMA, data, [*items, *places]))


PLACES = [{"__typename": "Place", "code": f"p{n}", "rows": [f"r{n}"]} for n in range(2)]
SHOP = shop(PLACES)


def test_equal_questions_at_different_paths_share_one_list_of_representations():
    outcome = SHOP.run("{ best { count } items { count } }")
    (_, root, _), (_, subgraph, body) = outcome.sent
    assert (root, subgraph) == ("shop", "stock")
    assert [each["id"] for each in body["variables"]["representations"]] == ["i2", "i0", "i1"]
    assert outcome.data["items"][2] == outcome.data["best"] == {"count": 20}


def test_different_questions_have_an_alias_and_a_list_each():
    text = "query ($n: Int) { best { shown(size: $n) } items { count } places { rows } }"
    outcome = SHOP.run(text, {"n": 7})
    _, (_, _, body) = outcome.sent
    assert body["query"] == (
        "query($representations_0: [_Any!]!, $representations_1: [_Any!]!, "
        "$representations_2: [_Any!]!, $n: Int) { "
        "_0: _entities(representations: $representations_0) { ... on Item { shown(size: $n) } } "
        "_1: _entities(representations: $representations_1) { ... on Item { count } } "
        "_2: _entities(representations: $representations_2) { ... on Place { rows } } }"
    )
    assert body["variables"]["representations_2"] == [
        {"__typename": "Place", "code": "p0"},
        {"__typename": "Place", "code": "p1"},
    ]
    assert body["variables"]["n"] == 7
    assert outcome.data_text == SHOP.subgraphs.monolith(text, {"n": 7})
    assert not outcome.was_careful


def test_a_variable_of_the_client_keeps_its_name():
    text = "query ($representations_0: Int) { best { shown(size: $representations_0) } items { count } }"
    outcome = SHOP.run(text, {"representations_0": 7})
    assert outcome.data_text == SHOP.subgraphs.monolith(text, {"representations_0": 7})


def test_a_fetch_that_nobody_waits_for_goes_with_the_last_call_for_its_type():
    text = "{ items { count freight } }"
    outcome = SHOP.run(text)
    assert [subgraph for _, subgraph, _ in outcome.sent] == ["shop", "prices", "stock"]
    assert outcome.data_text == SHOP.subgraphs.monolith(text)


def test_what_one_fetch_lacks_costs_its_companions_nothing():
    down = FetchFailure("no answer")
    text = "{ items { count freight } }"
    (_, (prices, _, _), _) = SHOP.run(text).sent
    outcome = SHOP.run(text, instead={prices: down})
    assert outcome.data["items"] == [{"count": 10 * n, "freight": None} for n in range(3)]
    assert outcome.error_paths == [["items", n, "freight"] for n in range(3)]


def test_a_list_of_the_wrong_length_costs_only_its_own_question():
    def shorten(reply: Any) -> Any:
        reply["data"]["_1"].pop()
        return reply

    text = "{ items { count } places { rows } }"
    _, (call, _, _) = SHOP.run(text).sent
    outcome = SHOP.run(text, instead={call: shorten})
    assert outcome.data["items"] == [{"count": 10 * n} for n in range(3)]
    assert outcome.data["places"] == [{"rows": None}] * 2
    assert [error["message"] for error in outcome.errors] == [
        "The subgraph answered with 1 entities for 2."
    ] * 2


def test_an_error_under_an_alias_finds_the_clients_path():
    text = "{ items { count } spots: places { lines: rows } }"
    _, (call, _, _) = SHOP.run(text).sent

    def fail(reply: Any) -> Any:
        reply["data"]["_1"][1]["lines"] = None
        return reply | {"errors": [{"message": "no rows", "path": ["_1", 1, "lines"]}]}

    outcome = SHOP.run(text, instead={call: fail})
    assert outcome.data["spots"] == [{"lines": ["r0"]}, {"lines": None}]
    assert outcome.error_paths == [["spots", 1, "lines"]]


def test_a_fetch_of_which_conditions_leave_nothing_is_not_sent():
    text = "query ($a: Boolean!, $b: Boolean!) { items { id count @skip(if: $a) shown @include(if: $b) } }"
    outcome = SHOP.run(text, {"a": True, "b": False})
    assert [subgraph for _, subgraph, _ in outcome.sent] == ["shop"]


def test_conditions_inside_a_joint_request_stay_in_its_text():
    text = "query ($a: Boolean!) { items { count shown @skip(if: $a) } places { rows } }"
    for a in (True, False):
        outcome = SHOP.run(text, {"a": a})
        assert outcome.data_text == SHOP.subgraphs.monolith(text, {"a": a})
        assert len(outcome.sent) == 2
