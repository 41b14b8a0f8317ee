"""The schema that clients see: the supergraph without machinery and ``@inaccessible`` elements.

A supergraph SDL enters, a ``GraphQLSchema`` for validation and introspection leaves, or its text.
Descriptions, deprecations, defaults and executable directives are kept.
"""

from __future__ import annotations

from graphql import DocumentNode, GraphQLSchema, build_ast_schema, print_schema

from gateway.federation.errors import LinkError, SupergraphError
from gateway.federation.spec.links import read_links
from gateway.federation.supergraph.document import parse_supergraph
from gateway.federation.supergraph.validity import as_valid, problems_of
from gateway.federation.supergraph.visible import visible_document


def api_schema(supergraph: str | DocumentNode) -> GraphQLSchema:
    """The client's view of a supergraph.

    Raises:
        SupergraphError: no GraphQL, or no valid schema remains.
    """
    document = parse_supergraph(supergraph) if isinstance(supergraph, str) else supergraph
    try:
        links = read_links(document)
    except LinkError as error:
        raise SupergraphError(f"the supergraph cannot be read: {error}") from error
    try:
        schema = build_ast_schema(visible_document(document, links))
    except (TypeError, ValueError) as error:
        raise _no_schema(str(error)) from error
    problems = problems_of(schema)
    if problems:
        raise _no_schema("; ".join(problem.message for problem in problems))
    return as_valid(schema)


def api_sdl(supergraph: str | DocumentNode) -> str:
    """The same as text.

    Raises:
        SupergraphError: as ``api_schema``.
    """
    return print_schema(api_schema(supergraph)) + "\n"


def _no_schema(reason: str) -> SupergraphError:
    return SupergraphError(
        f"no valid schema remains for clients once @inaccessible is applied: {reason}"
    )
