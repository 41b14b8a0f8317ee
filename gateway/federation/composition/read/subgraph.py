"""Reading one subgraph, step by step; a step that reports an error ends the reading."""

from __future__ import annotations

from graphql import DocumentNode, GraphQLSyntaxError, parse

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.facts import gather_facts
from gateway.federation.composition.read.convert import convert
from gateway.federation.composition.read.definitions import check_definitions
from gateway.federation.composition.read.dialect import read_dialect
from gateway.federation.composition.read.names import read_names
from gateway.federation.composition.read.roots import read_roots
from gateway.federation.composition.read.validity import check_validity
from gateway.federation.composition.subgraph import Subgraph, SubgraphDefinition
from gateway.federation.spec.links import links_of_subgraph


def read_subgraph(definition: SubgraphDefinition, report: Report) -> Subgraph | None:
    """Read a subgraph; None when it has been reported as unreadable."""
    document = _parse(definition, report)
    if document is None:
        return None
    dialect = read_dialect(definition, document, report)
    if dialect is None:
        return None
    # What a subgraph defines otherwise than federation does is no measure for how it uses it.
    is_valid = check_definitions(definition, document, dialect, report) and check_validity(
        definition, document, dialect, report
    )
    roots = read_roots(definition, document, report)
    if not is_valid or roots is None:
        return None
    converted = convert(document, dialect, roots)
    return Subgraph(
        name=definition.name,
        url=definition.url,
        version=dialect.version,
        schema=converted.schema,
        types=converted.types,
        directives=converted.directives,
        facts=gather_facts(converted.types),
        names=read_names(document, dialect),
        links=links_of_subgraph(document),
        defined=converted.defined,
    )


def _parse(definition: SubgraphDefinition, report: Report) -> DocumentNode | None:
    if not definition.sdl.strip():
        report.error(
            Code.INVALID_GRAPHQL,
            f"the SDL of {definition.name!r} is empty; write its types, or leave the subgraph out",
            Location(definition.name, 1),
        )
        return None
    try:
        return parse(definition.sdl)
    except GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else 0
        report.error(
            Code.INVALID_GRAPHQL,
            f"the SDL of {definition.name!r} cannot be parsed: "
            f"{error.message.rstrip('.')}; correct the text",
            Location(definition.name, line),
        )
        return None
