"""Requirements on access stand on what is resolved; interfaces have those of their types."""

from collections.abc import Iterator

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.access import ACCESS_DIRECTIVES
from gateway.federation.composition.schema import Element, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.supergraph.model import TypeKind


def check(subgraph: Subgraph, report: Report) -> None:
    """Report requirements on interfaces, their fields, and interface objects."""
    for definition in subgraph.types.values():
        for coordinate, element in _abstract_elements(definition):
            for applied in element.directives:
                if applied.name in ACCESS_DIRECTIVES:
                    report.error(
                        Code.AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE,
                        f"{coordinate} in {subgraph.name!r} has @{applied.name}, but it is of an "
                        "interface; put it on the types that implement it, the interface follows",
                        subgraph.at(applied),
                    )


def _abstract_elements(definition: TypeDefinition) -> Iterator[tuple[str, Element]]:
    if definition.kind is TypeKind.INTERFACE or definition.is_interface_object:
        yield definition.name, definition
    if definition.kind is TypeKind.INTERFACE:
        for field in definition.fields.values():
            yield f"{definition.name}.{field.name}", field
