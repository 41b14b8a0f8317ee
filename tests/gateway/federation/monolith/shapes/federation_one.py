"""Subgraphs of federation 1: no ``@link``, no ``@shareable``; what they share is inferred."""

from __future__ import annotations

import re

from tests.gateway.federation.monolith.cut import OBJECTS_GRAPH
from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.schema import LEAVES


def age_subgraphs(cutter: Cutter) -> None:
    """Some subgraphs that use nothing of federation 2 become subgraphs of federation 1."""
    cut = cutter.cut
    for graph in cut.graphs:
        if graph != OBJECTS_GRAPH and _is_possible(cutter, graph) and cutter.choices.coin():
            cut.old_graphs.add(graph)
    for graph in sorted(cut.old_graphs):
        _extend_types(cutter, graph)


def _extend_types(cutter: Cutter, graph: str) -> None:
    """Entities whose keys others resolve too are mostly written as extensions."""
    cut = cutter.cut
    for name, declaration in cut.types[graph].items():
        fields = [each for key in declaration.keys for each in re.findall(r"\w+", key)]
        known = [each for each in fields if each in declaration.fields]
        are_leaves = all(cut.schema.objects[name][each].base in LEAVES for each in known)
        are_elsewhere = all(
            any(one not in cut.old_graphs for one in cut.owners(name, each)) for each in known
        )
        is_free = (
            declaration.keys and are_leaves and are_elsewhere and not cutter.choices.is_once_in(4)
        )
        if is_free:
            cut.extended.add((graph, name))
            for each in known:
                cut.change(graph, name, each, is_external=True, is_key=True)


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
