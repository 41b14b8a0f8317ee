"""A ``@requires`` selects fields of its own type that other subgraphs resolve."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.rules.subgraph.field_set_rule import FieldSetPlace
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.supergraph.model import TypeKind


def check(subgraph: Subgraph, report: Report) -> None:
    """Check every requirement of a subgraph."""
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            for requires in field.applied("requires"):
                coordinate = f"{definition.name}.{field.name}"
                if definition.kind is TypeKind.INTERFACE:
                    report.error(
                        Code.REQUIRES_UNSUPPORTED_ON_INTERFACE,
                        f"@requires on {coordinate} in {subgraph.name!r}: fields of interfaces "
                        "cannot require; put it on the types",
                        subgraph.at(requires),
                    )
                place = FieldSetPlace(subgraph, requires, coordinate, definition.name, report)
                fields = place.read()
                if fields is not None:
                    place.need_external(fields)
