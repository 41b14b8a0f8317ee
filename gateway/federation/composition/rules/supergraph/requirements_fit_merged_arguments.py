"""The arguments in a ``@requires`` are those that the supergraph's field has."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.field_sets import read_field_set
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.schema import OutputField, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph


def check(merged: MergedSchema, report: Report) -> None:
    """Read every requirement against the merged types."""
    for subgraph in merged.subgraphs.values():
        for definition in subgraph.types.values():
            for field in definition.fields.values():
                _check_field(merged, subgraph, definition, field, report)


def _check_field(
    merged: MergedSchema,
    subgraph: Subgraph,
    definition: TypeDefinition,
    field: OutputField,
    report: Report,
) -> None:
    for requires in field.applied("requires"):
        text = requires.arguments["fields"]
        for problem in read_field_set(text).problems(merged.types, definition.name):
            report.error(
                Code.REQUIRES_INVALID_FIELDS,
                f'@requires(fields: "{text}") on {definition.name}.{field.name} in '
                f"{subgraph.name!r} does not fit the supergraph: {problem}",
                subgraph.at(requires),
            )
