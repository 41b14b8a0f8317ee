"""Composition: from subgraphs to one supergraph, or to every error that applies.

parse and link   each SDL read, its federation version and names resolved
subgraph rules   what each subgraph must keep to alone
merge            type by type, kind by kind
print            the supergraph SDL
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphql import GraphQLSyntaxError, parse

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.collect import collect
from gateway.federation.composition.diagnostic import Diagnostic, Location
from gateway.federation.composition.merge.context import MergeContext
from gateway.federation.composition.merge.types import MergedType, merge_type
from gateway.federation.composition.printer import print_supergraph
from gateway.federation.composition.rules.subgraph import RULES, directives
from gateway.federation.composition.subgraph import SubgraphDefinition, SubgraphSchema
from gateway.federation.spec.directives import LATEST_VERSION
from gateway.federation.spec.federation_link import federation_link


@dataclass(frozen=True, slots=True)
class CompositionResult:
    """A supergraph, or the reasons why there is none."""

    supergraph_sdl: str | None
    errors: tuple[Diagnostic, ...] = ()
    hints: tuple[Diagnostic, ...] = ()


def compose(definitions: Sequence[SubgraphDefinition]) -> CompositionResult:
    """Compose subgraphs; all errors of a run at once."""
    errors: list[Diagnostic] = []
    schemas = [schema for each in definitions if (schema := _read(each, errors)) is not None]
    errors += [error for schema in schemas for rule in RULES for error in rule(schema)]
    if errors:
        return CompositionResult(None, tuple(errors))
    context = MergeContext(tuple(schemas))
    types = _merge(context)
    if not any(type_.name == "Query" for type_ in types):
        context.report(Code.NO_QUERIES, "no subgraph defines a query; define type Query", {})
    if context.errors:
        return CompositionResult(None, tuple(context.errors))
    return CompositionResult(print_supergraph(schemas, types))


def _read(definition: SubgraphDefinition, errors: list[Diagnostic]) -> SubgraphSchema | None:
    try:
        document = parse(definition.sdl)
    except GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else 1
        errors.append(_problem(Code.INVALID_GRAPHQL, definition, error.message, line))
        return None
    link = federation_link(document)
    if link is None:
        message = "no @link to federation 2 was found; federation 1 is not supported yet, add one"
        errors.append(_problem(Code.UNSUPPORTED_FEATURE, definition, message, 1))
        return None
    if not (2, 0) <= link.version <= LATEST_VERSION:
        message = f"federation {link.version[0]}.{link.version[1]} is not known; link 2.0 to 2.12"
        errors.append(_problem(Code.UNKNOWN_LINK_VERSION, definition, message, 1))
        return None
    refused = list(directives.check(definition, document, link))
    errors.extend(refused)
    return None if refused else collect(definition, document, link)


def _merge(context: MergeContext) -> list[MergedType]:
    names = dict.fromkeys(name for schema in context.schemas for name in schema.types)
    merged = (merge_type(context, name) for name in names)
    return [each for each in merged if each is not None]


def _problem(code: Code, definition: SubgraphDefinition, message: str, line: int) -> Diagnostic:
    return Diagnostic(
        code,
        f"subgraph {definition.name!r}: {message}",
        (Location(definition.name, line),),
    )
