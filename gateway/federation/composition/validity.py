"""The last guard: the printed supergraph is a valid schema, also as clients see it."""

from __future__ import annotations

from graphql import DocumentNode, GraphQLError, build_ast_schema, validate_schema

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.errors import SupergraphError
from gateway.federation.supergraph.api_schema import api_schema


def check_printed(document: DocumentNode, report: Report) -> None:
    """Report what the GraphQL specification forbids and no other rule has found."""
    try:
        problems = [
            problem.message
            for problem in validate_schema(build_ast_schema(document, assume_valid_sdl=True))
        ]
        if not problems:
            api_schema(document)
    except (GraphQLError, SupergraphError, TypeError, ValueError) as error:
        problems = [str(error)]
    for problem in problems:
        report.error(
            Code.INVALID_GRAPHQL,
            f"the subgraphs merge into an invalid schema: {problem.rstrip('.')}; align the "
            "definitions that it names",
        )
