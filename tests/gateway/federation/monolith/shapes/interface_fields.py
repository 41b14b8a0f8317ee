"""Interfaces that have more than an identity, in the subgraphs whose types all resolve it."""

from __future__ import annotations

from tests.gateway.federation.monolith.cut import OBJECTS_GRAPH, Cut, Placement
from tests.gateway.federation.monolith.cutting import Cutter


def widen_interfaces(cutter: Cutter) -> None:
    """Give the interfaces of a subgraph most fields that all their types there resolve."""
    cut = cutter.cut
    graphs = [one for one in cut.graphs if one != OBJECTS_GRAPH]
    for graph in graphs:
        members = cut.members[graph]
        if "Fruit" in members and "Plant" in members:
            members["Plant"] = tuple(sorted({*members["Plant"], *members["Fruit"]}))
        _widen(cutter, graph, "Fruit")
    for graph in graphs:
        _widen(cutter, graph, "Plant")


def _widen(cutter: Cutter, graph: str, interface: str) -> None:
    cut = cutter.cut
    types, members = cut.types[graph], cut.members[graph].get(interface, ())
    for name in types[members[0]].fields if members else ():
        common = [types[member].fields for member in members]
        is_resolved = all(name in each and each[name].is_resolved for each in common)
        is_possible = name[0] == "f" and is_resolved and _can_have(cut, graph, interface, name)
        if is_possible and not cutter.choices.is_once_in(4):
            shared = cut.schema.wider.get(name, cut.schema.objects[members[0]][name])
            cut.schema.interfaces[interface][name] = shared
            types[interface].fields[name] = Placement()


def _can_have(cut: Cut, graph: str, interface: str, name: str) -> bool:
    """Whether the interface's types all have the field, and may return what it says.

    Also those that are of the interface elsewhere only: the supergraph has them together.
    """
    schema, members = cut.schema, cut.members[graph]
    if interface == "Plant":
        has_all = all(name in schema.objects[each] for each in schema.implementers["Plant"])
        is_fruits = name in schema.interfaces["Fruit"] and name not in schema.wider
        is_here = "Fruit" not in members or name in cut.types[graph]["Fruit"].fields
        return has_all and is_fruits and is_here
    fruits = {each for known in cut.members.values() for each in known.get("Fruit", ())}
    return name not in schema.wider or all(
        {schema.objects[each][name].base for each in types} <= {"Fruit", *types}
        for types in (members["Fruit"], fruits)
    )
