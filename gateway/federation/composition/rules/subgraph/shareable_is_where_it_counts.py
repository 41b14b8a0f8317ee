"""``@shareable`` stands on fields of objects, and once on each declaration."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.schema import OutputField, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.supergraph.model import TypeKind


def check(subgraph: Subgraph, report: Report) -> None:
    """Report marks that mean nothing."""
    for definition in subgraph.types.values():
        marks = [each for each in definition.applied("shareable") if not each.is_in_extension]
        if len(marks) > 1:
            report.error(
                Code.INVALID_SHAREABLE_USAGE,
                f"{definition.name} in {subgraph.name!r} is @shareable twice; keep one mark",
                subgraph.at(marks[-1]),
            )
        for field in definition.fields.values():
            _check_field(subgraph, definition, field, report)


def _check_field(
    subgraph: Subgraph, definition: TypeDefinition, field: OutputField, report: Report
) -> None:
    marks = list(field.applied("shareable"))
    coordinate = f"{definition.name}.{field.name} in {subgraph.name!r}"
    if marks and definition.kind is TypeKind.INTERFACE:
        report.error(
            Code.INVALID_SHAREABLE_USAGE,
            f"{coordinate} is a field of an interface and cannot be @shareable; mark the fields of "
            "its types",
            subgraph.at(marks[0]),
        )
    if len(marks) > 1:
        report.error(
            Code.INVALID_SHAREABLE_USAGE,
            f"{coordinate} is @shareable twice; keep one mark",
            subgraph.at(marks[-1]),
        )
