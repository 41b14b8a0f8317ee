"""``@provides``: a field that gives more of an entity than its subgraph resolves elsewhere."""

from __future__ import annotations

from tests.gateway.federation.monolith.cut import OBJECTS_GRAPH
from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.schema import LEAVES, Field
from tests.gateway.federation.monolith.shapes.foreign import below, foreign_fields


def add_provisions(cutter: Cutter) -> None:
    """Every fourth plain field of a root or an entity provides something, where it can."""
    cut = cutter.cut
    for graph, types in cut.types.items():
        for type_name in ("Query", *cut.schema.entities) if graph != OBJECTS_GRAPH else ():
            fields = types[type_name].fields if type_name in types else {}
            for name, placement in list(fields.items()):
                if placement.is_plain and cutter.choices.is_once_in(4):
                    each = cut.schema.objects[type_name][name]
                    cut.change(graph, type_name, name, provides=_provision(cutter, graph, each))


def _provision(cutter: Cutter, graph: str, each: Field) -> str:
    """A field set below a field, made external; empty when there is nothing to provide."""
    cut = cutter.cut
    members = () if each.base in LEAVES else cut.members[graph].get(each.base, (each.base,))
    entities = [member for member in members if member in cut.schema.keys]
    if not entities:
        return ""
    member = cutter.choices.one_of(entities)
    known = [
        one
        for one in foreign_fields(cut, graph, member)
        if one.base not in cut.schema.keys and not cut.schema.is_abstract(one.base)
        if not one.arguments and not one.inputs
    ]
    if not known:
        return ""
    chosen = cutter.choices.one_of(known)
    cutter.declare(graph, chosen.base)
    cut.change(graph, member, chosen.name, is_external=True, is_provided=True)
    provided = f"{chosen.name}{below(cutter, graph, chosen)}"
    return provided if member == each.base else f"... on {member} {{ {provided} }}"
