"""Subgraphs of federation 1: no ``@link``, no ``@shareable``; what they share is inferred."""

from __future__ import annotations

from tests.gateway.federation.monolith.cut import OBJECTS_GRAPH
from tests.gateway.federation.monolith.cutting import Cutter


def age_subgraphs(cutter: Cutter) -> None:
    """Some subgraphs that use nothing of federation 2 become subgraphs of federation 1."""
    cut = cutter.cut
    for graph in cut.graphs:
        if graph != OBJECTS_GRAPH and _is_possible(cutter, graph) and cutter.choices.coin():
            cut.old_graphs.add(graph)


def _is_possible(cutter: Cutter, graph: str) -> bool:
    schema, types = cutter.cut.schema, cutter.cut.types[graph]
    has_new_directives = any(
        each.override_from or each.is_hidden or each.context_argument
        for declaration in types.values()
        for each in declaration.fields.values()
    )
    has_keys_of_interfaces = any(types[name].keys for name in types if schema.is_abstract(name))
    are_resolvable = all(all(each.keys.values()) for each in types.values())
    return not has_new_directives and not has_keys_of_interfaces and are_resolvable
