"""A ``@provides`` selects fields of what its field returns that other subgraphs resolve."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.field_sets import COMPOSITE
from gateway.federation.composition.rules.subgraph.field_set_rule import FieldSetPlace
from gateway.federation.composition.schema import Applied, OutputField, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.language.type_reference import named_type
from gateway.federation.supergraph.model import TypeKind


def check(subgraph: Subgraph, report: Report) -> None:
    """Check every provision of a subgraph."""
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            for provides in field.applied("provides"):
                if not _is_misplaced(subgraph, definition, field, report, provides):
                    target = named_type(field.type)
                    coordinate = f"{definition.name}.{field.name}"
                    place = FieldSetPlace(subgraph, provides, coordinate, target, report)
                    fields = place.read()
                    if fields is not None:
                        place.forbid_arguments(fields)
                        place.need_external(fields)


def _is_misplaced(
    subgraph: Subgraph,
    definition: TypeDefinition,
    field: OutputField,
    report: Report,
    provides: Applied,
) -> bool:
    place = f"@provides on {definition.name}.{field.name} in {subgraph.name!r}"
    target = subgraph.types.get(named_type(field.type))
    if target is None or target.kind not in COMPOSITE:
        report.error(
            Code.PROVIDES_ON_NON_OBJECT_FIELD,
            f"{place}: {field.type} has no fields to provide; remove the directive",
            subgraph.at(provides),
        )
    elif definition.kind is TypeKind.INTERFACE:
        report.error(
            Code.PROVIDES_UNSUPPORTED_ON_INTERFACE,
            f"{place}: fields of interfaces cannot provide; put it on the types",
            subgraph.at(provides),
        )
    elif (definition.name, field.name) in subgraph.facts.external:
        report.error(
            Code.EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE,
            f"{place}: the field is @external, so it is not resolved here; remove one of the two",
            subgraph.at(provides),
        )
    else:
        return False
    return True
