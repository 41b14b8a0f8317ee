"""A plan whose key lacks a part below, as conditions may leave it: there is nothing to ask by."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graphql import parse

from gateway.federation.execution.compile import compile_plan
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.language.selection import SelectionSet
from tests.gateway.federation.execution.subgraphs import Subgraphs, World, drive

OWNED = {"__typename": "Shop", "owner": {"id": "p"}, "name": "a", "stock": 3}
WORLD = World(
    """
    enum join__Graph { A @join__graph(name: "a", url: "http://a")
                       B @join__graph(name: "b", url: "http://b") }
    type Query @join__type(graph: A) @join__type(graph: B) { shop: Shop @join__field(graph: A) }
    type Shop @join__type(graph: A, key: "owner { id }") @join__type(graph: B, key: "owner { id }") {
      owner: Person
      name: String @join__field(graph: A)
      stock: Int @join__field(graph: B)
    }
    type Person @join__type(graph: A) @join__type(graph: B) { id: ID! }
    """,
    Subgraphs(
        """
        type Query { shop: Shop }
        type Shop { owner: Person name: String stock: Int } type Person { id: ID! }
        """,
        {"shop": OWNED},
        [OWNED],
    ),
)


def _without_id(selections: SelectionSet) -> SelectionSet:
    return tuple(
        replace(each, selections=_without_id(each.selections))
        for each in selections
        if getattr(each, "name", None) != "id"
    )


@pytest.mark.parametrize("is_careful", [False, True])
def test_its_fields_are_null_and_the_rest_is_there(*, is_careful: bool):
    plan = WORLD.planner.plan(operation_from_ast(parse("{ shop { name stock } }")))
    ((first,), *others) = (plan.stages[0][:1], plan.stages[0][1:])
    poorer = replace(first, selections=_without_id(first.selections))
    compiled = compile_plan(
        replace(plan, stages=((poorer, *others[0]),)), WORLD.supergraph, WORLD.api_schema
    )
    compiled.is_always_careful = is_careful
    outcome = drive(compiled, WORLD.subgraphs)
    assert outcome.data == {"shop": {"name": "a", "stock": None}}
    assert [name for _, name, _ in outcome.sent] == ["a"]
