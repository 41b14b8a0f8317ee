"""A visible interface's visible fields and arguments are visible in its visible types."""

from __future__ import annotations

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.schema import Element, OutputField, TypeDefinition


def check(merged: MergedSchema, report: Report) -> None:
    """Report what is hidden in a type but promised by its interface."""
    for definition in merged.types.values():
        for name in definition.interfaces:
            interface = merged.types.get(name)
            if interface is not None and _is_visible(definition) and _is_visible(interface):
                for field in interface.fields.values():
                    _check_field(merged, definition, (interface, field), report)


def _check_field(
    merged: MergedSchema,
    definition: TypeDefinition,
    promised: tuple[TypeDefinition, OutputField],
    report: Report,
) -> None:
    interface, field = promised
    own = definition.fields.get(field.name)
    if own is None or not _is_visible(field):
        return
    pairs: list[tuple[str, Element | None]] = [(field.name, own)]
    pairs += [
        (f"{field.name}({name}:)", own.arguments.get(name))
        for name, argument in field.arguments.items()
        if _is_visible(argument)
    ]
    for coordinate, element in pairs:
        if element is not None and not _is_visible(element):
            report.error(
                Code.IMPLEMENTED_BY_INACCESSIBLE,
                f"{definition.name}.{coordinate} is @inaccessible, but implements the visible "
                f"{interface.name}.{coordinate}; hide both, or none",
                *merged.places(definition.name),
            )


def _is_visible(element: Element) -> bool:
    return not element.has("inaccessible")
