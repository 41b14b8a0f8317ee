"""What a subgraph may name in a field set though others resolve it."""

from __future__ import annotations

from tests.gateway.federation.monolith.cut import Cut, Declaration, Placement
from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.schema import LEAVES, Field


def foreign_fields(cut: Cut, graph: str, type_name: str) -> list[Field]:
    """Fields that are resolved by others, and unknown or external here.

    Not those that move by a label: composition demands that requirements hold whatever is active.
    """
    here = cut.types[graph].get(type_name, Declaration()).fields
    return [
        each
        for each in cut.schema.objects[type_name].values()
        if (each.name not in here or here[each.name].is_external)
        and not any(placement.label for _, placement in cut.placements(type_name, each.name))
        and any(owner in cut.homes[type_name] for owner in cut.owners(type_name, each.name))
    ]


def below(cutter: Cutter, graph: str, each: Field) -> str:
    """What is selected of a foreign field: identity of an entity, ``zone`` of a value."""
    if each.base in cutter.cut.schema.keys:
        cutter.cut.types[graph][each.base].fields.setdefault("id", Placement())
        return " { id }"
    return "" if each.base in LEAVES else " { zone }"


def of_types(cutter: Cutter, graph: str, name: str, possible: tuple[str, ...]) -> str:
    """What is selected of an abstract type: the like of some types that there may be.

    Not of others: composition takes a requirement that selects what never comes as not met.
    """
    parts = [
        f"... on {member}{below(cutter, graph, Field('', member))}"
        for member in cutter.choices.some_of(possible, 1)
    ]
    if name in cutter.cut.schema.interfaces and cutter.choices.coin():
        parts.insert(0, "id")
    if cutter.choices.coin():
        parts.insert(0, "__typename")
    return f" {{ {' '.join(parts)} }}"
