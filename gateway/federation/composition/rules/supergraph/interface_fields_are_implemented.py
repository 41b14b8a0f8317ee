"""A type has every field of its interfaces, also of those that another subgraph adds to."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report, listed
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.schema import TypeDefinition


def check(merged: MergedSchema, report: Report) -> None:
    """Report missing fields."""
    for definition in merged.types.values():
        for interface in definition.interfaces:
            _check_interface(merged, definition, merged.types.get(interface), report)


def _check_interface(
    merged: MergedSchema,
    definition: TypeDefinition,
    interface: TypeDefinition | None,
    report: Report,
) -> None:
    for name in interface.fields if interface else ():
        if interface is not None and name not in definition.fields:
            declaring = [
                graph
                for graph, each in merged.definitions(interface.name).items()
                if name in each.fields
            ]
            implementing = [
                graph
                for graph, each in merged.definitions(definition.name).items()
                if interface.name in each.interfaces
            ]
            report.error(
                Code.INTERFACE_FIELD_NO_IMPLEM,
                f"{interface.name}.{name} is declared in {listed(declaring)}, but "
                f"{definition.name}, which implements {interface.name} in {listed(implementing)}, "
                "has no such field in any subgraph; add it",
                *merged.places(definition.name),
            )
