"""The schema that clients see: the supergraph without machinery and ``@inaccessible`` elements.

A supergraph SDL enters, a ``GraphQLSchema`` for validation and introspection leaves, or its text.
Descriptions, deprecations, defaults and executable directives are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphql import DocumentNode, GraphQLError, GraphQLSchema, build_ast_schema, print_schema

from gateway.federation.errors import LinkError, SupergraphError
from gateway.federation.spec.links import read_links
from gateway.federation.supergraph.document import judge_document
from gateway.federation.supergraph.features import check_view
from gateway.federation.supergraph.validity import as_valid, problems_of, sdl_problems_of
from gateway.federation.supergraph.visible import visible_document

_MOST_TOLD = 8


def api_schema(supergraph: str | DocumentNode) -> GraphQLSchema:
    """The client's view of a supergraph.

    Raises:
        SupergraphError: no GraphQL, a newer join than is understood, or no valid schema remains.
    """
    if isinstance(supergraph, str):
        return judge_document(supergraph, _api_schema)
    return _api_schema(supergraph)


def _api_schema(document: DocumentNode) -> GraphQLSchema:
    try:
        links = read_links(document)
    except LinkError as error:
        raise SupergraphError(f"the supergraph cannot be read: {error}", error.line) from error
    check_view(links)
    visible = visible_document(document, links)
    problems = sdl_problems_of(visible)
    if problems:
        raise _no_schema(problems)
    try:
        schema = build_ast_schema(visible, assume_valid_sdl=True)
    except (TypeError, ValueError) as error:
        raise _no_schema([GraphQLError(str(error))]) from error
    problems = problems_of(schema)
    if problems:
        raise _no_schema(problems)
    return as_valid(schema)


def api_sdl(supergraph: str | DocumentNode) -> str:
    """The same as text.

    Raises:
        SupergraphError: as ``api_schema``.
    """
    return print_schema(api_schema(supergraph)) + "\n"


def _no_schema(problems: Sequence[GraphQLError]) -> SupergraphError:
    told = [each.message.rstrip(".") for each in problems[:_MOST_TOLD]]
    if len(problems) > _MOST_TOLD:
        told.append(f"and {len(problems) - _MOST_TOLD} more")
    line = next((each.locations[0].line for each in problems if each.locations), 0)
    return SupergraphError(
        f"no valid schema remains for clients once @inaccessible is applied: {', '.join(told)}; "
        "correct the schema",
        line,
    )
