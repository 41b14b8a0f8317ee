"""``@requires``: new fields, each computed from what other subgraphs resolve."""

from __future__ import annotations

from dataclasses import replace

from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.growing import random_field
from tests.gateway.federation.monolith.schema import Field
from tests.gateway.federation.monolith.shapes.foreign import below, foreign_fields, of_types

_LITERALS = {
    "Int": "4",
    "Int!": "5",
    "String": '"y"',
    "Color": "BLUE",
    "[Int!]": "[2, 3]",
    "Filter": "{min: 7}",
    "Money": '"1.0"',
}


def add_computed_fields(cutter: Cutter) -> None:
    """Up to two fields of each entity that has several homes, some computed from computed ones."""
    for name in cutter.cut.schema.entities:
        if len(cutter.cut.homes[name]) > 1:
            for number in range(cutter.choices.one_of((2, 2, 1, 0))):
                _compute(cutter, name, f"{name[0].lower()}_computed{number}")


def _compute(cutter: Cutter, type_name: str, name: str) -> None:
    cut, choices = cutter.cut, cutter.choices
    graph = choices.one_of(cut.homes[type_name])
    foreign = foreign_fields(cut, graph, type_name)
    computed = [each for each in foreign if each.inputs]
    if computed and choices.coin():
        foreign = computed
    if not foreign:
        return
    chosen = choices.some_of(foreign, 1, 2)
    field_set = " ".join(_require(cutter, graph, type_name, each) for each in chosen)
    new = random_field(choices, cut.schema, name)
    if cut.schema.is_abstract(new.base):
        new = replace(new, base="String")
    cutter.declare(graph, new.base)
    cut.schema.add(type_name, replace(new, inputs=field_set))
    cut.change(graph, type_name, new.name, requires=field_set)


def _require(cutter: Cutter, graph: str, type_name: str, each: Field) -> str:
    """Make a field external in a subgraph, and select it."""
    cutter.declare(graph, each.base)
    inner = ""
    if cutter.cut.schema.is_abstract(each.base):
        owners = cutter.cut.owners(type_name, each.name)
        possible = cutter.cut.common_members(each.base, owners)
        cutter.know(graph, each.base, possible)
        inner = of_types(cutter, graph, each.base, possible)
    cutter.cut.change(graph, type_name, each.name, is_external=True)
    given = [
        f"{argument.name}: {_LITERALS[argument.type_text]}"
        for argument in each.arguments
        if argument.type_text.endswith("!") or cutter.choices.coin()
    ]
    arguments = f"({', '.join(given)})" if given else ""
    return f"{each.name}{arguments}{inner or below(cutter, graph, each)}"
