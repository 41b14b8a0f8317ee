"""A partial union: of several types that look different, a subgraph can return only one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.federation.execution.subgraphs import Subgraphs, World

TEXT = "{ found { ... on Apple { id } } }"
WORLD = World(
    """
    enum join__Graph { A @join__graph(name: "a", url: "http://a")
                       B @join__graph(name: "b", url: "http://b") }
    type Query @join__type(graph: A) @join__type(graph: B) {
      found: Sour @join__field(graph: A)
      other: Sour @join__field(graph: B)
    }
    union Sour @join__type(graph: A) @join__type(graph: B)
      @join__unionMember(graph: A, member: "Citrus") @join__unionMember(graph: B, member: "Apple")
      = Apple | Citrus
    type Apple @join__type(graph: B) { id: ID! }
    type Citrus @join__type(graph: A) { id: ID! }
    """,
    Subgraphs(
        """
        type Query { found: Sour other: Sour } union Sour = Apple | Citrus
        type Apple { id: ID! } type Citrus { id: ID! }
        """,
        {"found": {"__typename": "Citrus", "id": "c"}},
    ),
)


@pytest.mark.parametrize("sent", [{}, {"__typename": ""}])
def test_an_object_that_does_not_tell_it_is_null_with_an_error(sent: dict[str, Any]):
    outcome = WORLD.run(TEXT, instead={0: lambda _: {"data": {"found": sent}}})
    assert outcome.data == {"found": None}
    assert outcome.error_paths == [["found"]]
    assert outcome.was_careful


def test_an_object_that_tells_it_is_taken():
    outcome = WORLD.run(TEXT)
    assert (outcome.data, outcome.errors, outcome.was_careful) == ({"found": {}}, [], False)
