"""One key may lead to different members, by the type of the object that it is read on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "a",
    """
    type Query @join__type(graph: A) { pet: Pet }
    interface Pet @join__type(graph: A) { near: Pet }
    type Cat implements Pet @join__implements(graph: A, interface: "Pet") @join__type(graph: A)
    { near: Pet purr: Int }
    type Dog implements Pet @join__implements(graph: A, interface: "Pet") @join__type(graph: A)
    { near: Pet bark: Int }
    """,
)
TEXT = "{ pet { ... on Dog { near { ... on Cat { purr } } } near { ... on Dog { bark } } } }"


def _fail(_info: Any) -> None:
    raise ValueError("no sound")


@pytest.mark.parametrize(
    ("outer", "inner", "field"), [("Dog", "Cat", "purr"), ("Cat", "Dog", "bark")]
)
def test_the_path_reaches_the_field(outer: str, inner: str, field: str):
    near = {"__typename": inner, field: _fail}
    world = Federation(SDL, {"pet": {"__typename": outer, "near": near}})
    answer = world.execute(TEXT)
    assert answer["data"] == {"pet": {"near": {field: None}}}
    assert [each["path"] for each in answer["errors"]] == [["pet", "near", field]]
