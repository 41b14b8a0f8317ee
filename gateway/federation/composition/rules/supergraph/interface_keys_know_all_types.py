"""A subgraph that can be entered at an interface must know every type behind it."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report, listed
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.schema import object_types_of
from gateway.federation.supergraph.model import TypeKind


def check(merged: MergedSchema, report: Report) -> None:
    """Report subgraphs that lack types of an interface they key."""
    for interface in merged.types.values():
        if interface.kind is not TypeKind.INTERFACE:
            continue
        known = {each.name for each in object_types_of(merged.types, interface.name)}
        for graph, definition in merged.definitions(interface.name).items():
            if definition.kind is not TypeKind.INTERFACE:
                continue
            subgraph = merged.subgraphs[graph]
            own = {each.name for each in object_types_of(subgraph.types, interface.name)}
            keys = definition.applied("key")
            key = next((k for k in keys if k.arguments.get("resolvable") is not False), None)
            if key is not None and known - own:
                report.error(
                    Code.INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE,
                    f"the interface {interface.name} has a resolvable key in {graph!r}, which does "
                    f"not know {listed(sorted(known - own))}; define them there as implementations",
                    subgraph.at(key),
                )
