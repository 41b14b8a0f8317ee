"""Interfaces that have more than an identity, in the subgraphs whose types all resolve it."""

from __future__ import annotations

from tests.gateway.federation.monolith.cut import OBJECTS_GRAPH, Placement
from tests.gateway.federation.monolith.cutting import Cutter


def widen_interfaces(cutter: Cutter) -> None:
    """Give the interface of a subgraph most fields that all its types there resolve."""
    cut = cutter.cut
    for graph, types in cut.types.items():
        members = cut.members[graph]
        if "Fruit" not in members or graph == OBJECTS_GRAPH:
            continue
        if "Plant" in members:
            members["Plant"] = tuple(sorted({*members["Plant"], *members["Fruit"]}))
        common = [types[member].fields for member in members["Fruit"]]
        for name in common[0]:
            is_resolved = all(name in each and each[name].is_resolved for each in common)
            if name[0] == "f" and is_resolved and not cutter.choices.is_once_in(4):
                shared = cut.schema.objects[members["Fruit"][0]][name]
                cut.schema.interfaces["Fruit"][name] = shared
                types["Fruit"].fields[name] = Placement()
