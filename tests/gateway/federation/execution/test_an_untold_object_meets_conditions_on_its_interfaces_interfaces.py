"""An object known by its interface only is also of each interface that this one implements."""

from __future__ import annotations

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

_MEDIA = [
    {"__typename": "Book", "id": "m1", "rating": 4},
    {"__typename": "Film", "id": "m2", "rating": 5},
]
WORLD = Federation(
    supergraph(
        "ab",
        """
        type Query @join__type(graph: A) @join__type(graph: B) {
          rated: [Media] @join__field(graph: B)
        }
        interface Node @join__type(graph: A) { id: ID! }
        interface Media implements Node @join__implements(graph: A, interface: "Node")
          @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true)
        { id: ID! rating: Int @join__field(graph: B) }
        type Book implements Media & Node @join__implements(graph: A, interface: "Media")
          @join__implements(graph: A, interface: "Node") @join__type(graph: A, key: "id")
        { id: ID! rating: Int @join__field }
        type Film implements Media & Node @join__implements(graph: A, interface: "Media")
          @join__implements(graph: A, interface: "Node") @join__type(graph: A, key: "id")
        { id: ID! rating: Int @join__field }
        """,
    ),
    {"rated": _MEDIA},
    _MEDIA,
)


@pytest.mark.parametrize(
    "text",
    [
        "{ rated { ... on Node { id } } }",
        "{ rated { ...F } } fragment F on Node { ... on Media { rating } id }",
        "{ rated { ... on Node { ... on Book { id } } rating } }",
    ],
)
def test_the_answer_is_the_monoliths_on_both_paths(text: str):
    WORLD.check(text)


def test_its_type_is_not_asked_for():
    assert WORLD.show("{ rated { ... on Node { id } } }") == ["0 [] b : { rated { id } }"]
