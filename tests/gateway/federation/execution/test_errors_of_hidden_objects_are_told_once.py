"""Objects that only a requirement needs have no place of their own in the answer."""

from __future__ import annotations

from typing import Any

from tests.gateway.federation.execution.subgraphs import Subgraphs, World

TEXT = "{ basket { total } }"
_ITEMS = [{"__typename": "Item", "sku": f"s{each}", "price": each} for each in range(3)]
_BASKET = {"__typename": "Basket", "id": "b", "items": [*_ITEMS, _ITEMS[0]], "total": 3}
WORLD = World(
    """
    enum join__Graph { A @join__graph(name: "a", url: "http://a")
                       B @join__graph(name: "b", url: "http://b")
                       C @join__graph(name: "c", url: "http://c") }
    type Query @join__type(graph: A) @join__type(graph: B) @join__type(graph: C) {
      basket: Basket @join__field(graph: A)
    }
    type Basket @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
      id: ID!
      items: [Item!]! @join__field(graph: A, external: true) @join__field(graph: B)
      total: Int @join__field(graph: A, requires: "items { price }")
    }
    type Item @join__type(graph: A) @join__type(graph: B, key: "sku")
      @join__type(graph: C, key: "sku") {
      sku: ID! @join__field(graph: B) @join__field(graph: C)
      price: Int @join__field(graph: A, external: true) @join__field(graph: C)
    }
    """,
    Subgraphs(
        """
        type Query { basket: Basket } type Basket { id: ID! items: [Item!]! total: Int }
        type Item { sku: ID! price: Int }
        """,
        {"basket": _BASKET},
        [_BASKET, *_ITEMS],
    ),
)


def _fetch(subgraph: str) -> int:
    sent = WORLD.run(TEXT).sent
    return next(fetch_id for fetch_id, name, _ in sent if name == subgraph)


def test_several_broken_ones():
    def break_all(reply: Any) -> Any:
        reply["data"]["_entities"] = [5, 5, 5]
        return reply

    outcome = WORLD.run(TEXT, instead={_fetch("c"): break_all})
    assert outcome.data == {"basket": {"total": None}}
    assert outcome.error_paths == [["basket"]]


def test_one_that_stands_twice_and_has_an_error_of_its_subgraph():
    def fail_first(reply: Any) -> Any:
        reply["data"]["_entities"][0] = None
        return reply | {"errors": [{"message": "no price", "path": ["_entities", 0]}]}

    outcome = WORLD.run(TEXT, instead={_fetch("c"): fail_first})
    assert outcome.data == {"basket": {"total": None}}
    assert [error["message"] for error in outcome.errors] == ["no price"]


def test_two_that_have_different_errors():
    def fail_two(reply: Any) -> Any:
        reply["data"]["_entities"][:2] = [None, None]
        errors = [
            {"message": f"no price for s{each}", "path": ["_entities", each]} for each in (0, 1)
        ]
        return reply | {"errors": errors}

    outcome = WORLD.run(TEXT, instead={_fetch("c"): fail_two})
    assert [error["message"] for error in outcome.errors] == [
        "no price for s0",
        "no price for s1",
    ]
