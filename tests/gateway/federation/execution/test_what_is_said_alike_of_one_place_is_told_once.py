"""Several fetches may ask for one field, and the subgraph may fail in it each time."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

# That the object is a Cat is known by `a` alone, so `b` is asked for `near` twice.
TEXT = "{ pet { near { near { id } } ... on Cat { near { id } } } }"
SDL = supergraph(
    "ab",
    """
    type Query @join__type(graph: A) @join__type(graph: B) { pet: Pet @join__field(graph: B) }
    interface Pet @join__type(graph: A, key: "id")
      @join__type(graph: B, key: "id", isInterfaceObject: true)
    { id: ID! near: Pet @join__field(graph: B) }
    type Cat implements Pet @join__implements(graph: A, interface: "Pet")
      @join__type(graph: A, key: "id") { id: ID! near: Pet @join__field }
    type Dog implements Pet @join__implements(graph: A, interface: "Pet")
      @join__type(graph: A, key: "id") { id: ID! near: Pet @join__field }
    """,
)


def _answer(messages: list[str]) -> Any:
    words = itertools.cycle(messages)

    def fail(_info: Any) -> None:
        raise ValueError(next(words))

    cat = {"__typename": "Cat", "id": "c", "near": fail}
    return Federation(SDL, {"pet": cat}, [cat]).execute(TEXT)


@pytest.mark.parametrize("words", [["no neighbours"], ["no neighbours", "no time"]])
def test_the_same_words_once_and_other_words_beside_them(words: list[str]):
    answer = _answer(words)
    assert answer["data"] == {"pet": {"near": None}}
    told = [(each["message"], each["path"]) for each in answer["errors"]]
    assert told == [(each, ["pet", "near"]) for each in words]
