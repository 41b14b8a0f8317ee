"""A visible type has something visible in it."""

from collections.abc import Iterable

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.schema import Element, TypeDefinition
from gateway.federation.supergraph.model import TypeKind


def check(merged: MergedSchema, report: Report) -> None:
    """Report types that would be empty for clients."""
    for definition in merged.types.values():
        if definition.kind is TypeKind.SCALAR or definition.has("inaccessible"):
            continue
        if all(member.has("inaccessible") for member in _members(merged, definition)):
            report.error(
                Code.ONLY_INACCESSIBLE_CHILDREN,
                f"{definition.name} is visible, but all that it consists of is @inaccessible; hide "
                "the type as well",
                *merged.places(definition.name),
            )


def _members(merged: MergedSchema, definition: TypeDefinition) -> Iterable[Element]:
    if definition.kind is TypeKind.UNION:
        return [merged.types[name] for name in definition.members if name in merged.types]
    return (
        *definition.fields.values(),
        *definition.input_fields.values(),
        *definition.enum_values.values(),
    )
