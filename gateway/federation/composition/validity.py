"""The printed supergraph is a valid schema, and so is what clients see of it."""

from __future__ import annotations

from graphql import DocumentNode, GraphQLError, build_ast_schema

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.errors import SupergraphError
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.validity import problems_of


def check_printed(document: DocumentNode, report: Report) -> None:
    """Report what the GraphQL specification forbids and no rule has found yet."""
    try:
        schema = build_ast_schema(document, assume_valid_sdl=True)
        problems = [problem.message for problem in problems_of(schema)]
    except (GraphQLError, TypeError, ValueError) as error:
        problems = [str(error)]
    for problem in problems:
        _report(problem, report)


def check_visible(document: DocumentNode, report: Report) -> None:
    """The same of what clients see."""
    try:
        api_schema(document)
    except SupergraphError as error:
        _report(str(error), report)


def _report(problem: str, report: Report) -> None:
    report.error(
        Code.INVALID_GRAPHQL,
        f"the subgraphs merge into an invalid schema: {problem.rstrip('.')}; align the "
        "definitions that it names",
    )
