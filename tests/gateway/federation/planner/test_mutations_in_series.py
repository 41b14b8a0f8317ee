"""Root fields of a mutation are executed one after the other, each once, whatever is skipped."""

from __future__ import annotations

from itertools import product

import pytest
from graphql import parse

from gateway.federation.errors import PlanningBudgetError
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.reader import read_supergraph
from tests.gateway.federation.planner.federation import supergraph

PLANNER = Planner.of(
    read_supergraph(
        supergraph(
            "ab",
            """
type Query @join__type(graph: A) @join__type(graph: B) { x: Int @join__field(graph: A) }
type Mutation @join__type(graph: A) @join__type(graph: B) {
  m: Thing @join__field(graph: A)
  n: Int @join__field(graph: B)
}
type Thing @join__type(graph: A) { x: Int y: Int }
""",
        )
    )
)


def executed(text: str, variables: dict[str, object]) -> list[str]:
    """The root fields that are asked for, in order."""
    plan = PLANNER.plan(operation_from_ast(parse(text)))
    return [
        each.response_key
        for fetch in plan.fetches
        for each in fetch.selections
        if each.condition.holds(variables)
    ]


@pytest.mark.parametrize(
    ("selections", "order"),
    [
        ("m @skip(if: $a) { x } n m { y }", {True: "nm", False: "mn"}),
        ("m @include(if: $a) { x } n m @skip(if: $a) { y }", {True: "mn", False: "nm"}),
        ("n m @include(if: $a) { x } n", {True: "nm", False: "n"}),
    ],
)
def test_a_field_is_executed_at_its_first_place_that_is_not_skipped(
    selections: str, order: dict[bool, str]
):
    text = f"mutation ($a: Boolean!) {{ {selections} }}"
    for a, expected in order.items():
        assert "".join(executed(text, {"a": a})) == expected


def test_no_field_is_executed_twice_under_conditions_that_both_hold():
    text = """mutation ($a: Boolean!, $b: Boolean!) {
        m @include(if: $a) { x } n m @include(if: $b) { y } m @skip(if: $a) @include(if: $b) { x }
    }"""
    for a, b in product((True, False), repeat=2):
        assert executed(text, {"a": a, "b": b}).count("m") == (a or b)


def test_what_later_places_select_is_asked_for_at_the_first():
    text = "mutation ($a: Boolean!) { m @include(if: $a) { x } n m { y } }"
    (first, _, last) = PLANNER.plan(operation_from_ast(parse(text))).fetches
    assert "m @include(if: $a) { x y }" in first.operation_text
    assert "m @skip(if: $a) { y }" in last.operation_text


def test_too_many_conditions_of_one_field_are_refused():
    names = [f"v{number}" for number in range(20)]
    pairs = zip(names[::2], names[1::2], strict=True)
    fields = " ".join(f"m @include(if: ${a}) @include(if: ${b}) {{ x }} n" for a, b in pairs)
    variables = ", ".join(f"${name}: Boolean!" for name in names)
    with pytest.raises(PlanningBudgetError, match="too many conditions"):
        PLANNER.plan(operation_from_ast(parse(f"mutation ({variables}) {{ {fields} }}")))
