"""A ``@provides`` selects fields of what its field returns that other subgraphs resolve."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.rules.subgraph.field_set_rule import FieldSetPlace
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.language.type_reference import named_type
from gateway.federation.supergraph.model import TypeKind


def check(subgraph: Subgraph, report: Report) -> None:
    """Check every provision of a subgraph."""
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            for provides in field.applied("provides"):
                coordinate = f"{definition.name}.{field.name}"
                if definition.kind is TypeKind.INTERFACE:
                    report.error(
                        Code.PROVIDES_UNSUPPORTED_ON_INTERFACE,
                        f"@provides on {coordinate} in {subgraph.name!r}: fields of interfaces "
                        "cannot provide; put it on the types",
                        subgraph.at(provides),
                    )
                place = FieldSetPlace(
                    subgraph, provides, coordinate, named_type(field.type), report
                )
                fields = place.read()
                if fields is not None:
                    place.forbid_arguments(fields)
                    place.need_external(fields)
