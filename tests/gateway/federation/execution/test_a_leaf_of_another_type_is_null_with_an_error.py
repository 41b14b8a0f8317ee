"""A leaf is what the schema says: built-in scalars, enums, lists; of others any JSON is taken."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.federation.execution.subgraphs import Outcome, Subgraphs, World, drive

_FIELDS = """
  int: Int text: String id: ID flag: Boolean color: Color ints: [Int] grid: [[Int]!]
  floats: [Float] moneys: [Money] float: Float money: Money
"""
WORLD = World(
    f"""
    enum join__Graph {{ A @join__graph(name: "a", url: "http://a") }}
    type Query @join__type(graph: A) {{ leaves: Leaves }}
    type Leaves @join__type(graph: A) {{ {_FIELDS} }}
    scalar Money @join__type(graph: A)
    enum Color @join__type(graph: A) {{ RED @join__enumValue(graph: A) }}
    """,
    Subgraphs(
        f"type Query {{ leaves: Leaves }} type Leaves {{ {_FIELDS} }} "
        "scalar Money enum Color { RED }",
        {"leaves": {}},
    ),
)


def both_ways(name: str, value: Any) -> Outcome:
    """The typed run's outcome, which the careful run must repeat."""
    compiled = WORLD.compile(f"{{ leaves {{ {name} }} }}")
    instead: Any = {0: lambda _: {"data": {"leaves": {name: value}}}}
    typed = drive(compiled, WORLD.subgraphs, instead=instead)
    compiled.is_always_careful = True
    assert drive(compiled, WORLD.subgraphs, instead=instead).body == typed.body
    return typed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("int", "1"),
        ("int", True),
        ("int", 1.5),
        ("text", 1),
        ("text", ["a"]),
        ("id", True),
        ("id", {}),
        ("flag", 1),
        ("flag", "true"),
        ("color", "BLUE"),
        ("ints", 1),
        ("ints", {}),
        ("grid", [1]),
        ("floats", 0.5),
        ("moneys", {}),
    ],
)
def test_a_nullable_one(name: str, value: Any):
    outcome = both_ways(name, value)
    assert outcome.data == {"leaves": {name: None}}
    assert [error["path"][:2] for error in outcome.errors] == [["leaves", name]]
    assert outcome.was_careful


@pytest.mark.parametrize(("name", "value"), [("ints", [1, "2", 3]), ("grid", [[1, "2", 3]])])
def test_an_item_of_a_list(name: str, value: Any):
    outcome = both_ways(name, value)
    assert "2" not in outcome.data_text
    assert outcome.data_text.count("null") == 1
    assert [error["path"][-1] for error in outcome.errors] == [1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("int", None),
        ("int", 2**70),
        ("text", ""),
        ("id", 7),
        ("id", "7"),
        ("flag", False),
        ("color", "RED"),
        ("ints", None),
        ("ints", []),
        ("ints", [None, 1]),
        ("floats", [1, None, 0.1]),
        ("moneys", [None, {"amount": "1"}, 5]),
        ("float", 1e300),
        ("money", {"amount": [1]}),
    ],
)
def test_what_fits_is_taken_as_it_is(name: str, value: Any):
    outcome = both_ways(name, value)
    assert (outcome.data, outcome.errors) == ({"leaves": {name: value}}, [])
    assert not outcome.was_careful
