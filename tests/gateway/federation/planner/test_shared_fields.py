"""Shareable fields: every subgraph that has one may be asked, as few of them as possible are."""

import pytest

from gateway.federation.graph.budget import PlanningBudget
from gateway.federation.language.from_ast import operation_from_ast
from tests.gateway.federation.planner.federation import Federation, parse, supergraph

SDL = supergraph(
    "abc",
    """
type Query @join__type(graph: A) @join__type(graph: B) @join__type(graph: C) {
  settings: Settings
  t: T @join__field(graph: A) @join__field(graph: B)
}
type Settings @join__type(graph: A) @join__type(graph: B) @join__type(graph: C) {
  left: Int @join__field(graph: A) @join__field(graph: B)
  middle: Int @join__field(graph: B)
  right: Int @join__field(graph: B) @join__field(graph: C)
  colors: [Color!] @join__field(graph: A) @join__field(graph: C)
}
type Color @join__type(graph: A) @join__type(graph: C) {
  name: String code: Int @join__field(graph: A) hex: String @join__field(graph: C)
}
type T @join__type(graph: A) @join__type(graph: B, key: "id") @join__type(graph: C, key: "id") {
  id: ID! @join__field(graph: B) @join__field(graph: C)
  x: Int @join__field(graph: A) @join__field(graph: C)
  y: Int @join__field(graph: C)
}
""",
)
T = {"__typename": "T", "id": "t", "x": 1, "y": 2}
COLORS = [{"name": "red", "code": 1, "hex": "f00"}, {"name": "blue", "code": 2, "hex": "00f"}]
WORLD = Federation(
    SDL, {"settings": {"left": 1, "middle": 2, "right": 3, "colors": COLORS}, "t": T}, [T]
)


@pytest.mark.parametrize(
    ("text", "subgraphs"),
    [
        ("{ settings { left } }", ["a"]),
        ("{ settings { left right } }", ["b"]),
        ("{ settings { left middle right } }", ["b"]),
        ("{ settings { left middle colors { name code } } }", ["a", "b"]),
        ("{ settings { colors { code hex name } } }", ["a", "c"]),
        ("{ t { x } }", ["a"]),
        ("{ t { x y } }", ["b", "c"]),
        ("{ t { x id } }", ["a", "b"]),
    ],
)
def test_the_fewest_subgraphs_that_suffice_are_asked(text: str, subgraphs: list[str]):
    assert [fetch.subgraph for fetch in WORLD.plan(text).fetches] == subgraphs
    WORLD.check(text)


def test_many_subgraphs_that_share_much_cost_no_more_than_they_must():
    names = "abcdefghijklmnop"
    everywhere = " ".join(f"@join__type(graph: {each.upper()})" for each in names)
    keyed = " ".join(f'@join__type(graph: {each.upper()}, key: "id")' for each in names)
    shared = " ".join(f"shared{number}: Int" for number in range(20))
    own = " ".join(f"own{each}: Int @join__field(graph: {each.upper()})" for each in names)
    world = Federation(
        supergraph(
            names,
            f"type Query {everywhere} {{ t: T }} type T {keyed} {{ id: ID {shared} {own} t: T }}",
        ),
        {},
    )
    fields = " ".join([*(f"shared{n}" for n in range(20)), *(f"own{each}" for each in names)])
    text = f"{{ t {{ {fields} t {{ {fields} t {{ {fields} }} }} }} }}"
    plan = world.planner.plan(operation_from_ast(parse(text)), PlanningBudget(paths=40_000))
    assert len(plan.fetches) <= 3 * len(names)
