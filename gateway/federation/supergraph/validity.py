"""What GraphQL demands of a schema, but for one demand that is younger than most schemas."""

from __future__ import annotations

from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    ParallelVisitor,
    validate_schema,
    visit,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS
from graphql.validation.specified_rules import specified_sdl_rules
from graphql.validation.validation_context import SDLValidationContext

# Specification of October 2025, section 3.13.3: other composers do not ask for it, and graphs
# that run today would not start.
_TOLERATED = "is not deprecated, so implementation field"


# Half of all nodes are names, of which the rules on SDL ask nothing.
_VISITED_KEYS = {
    kind: tuple(key for key in keys if key not in ("name", "description"))
    for kind, keys in QUERY_DOCUMENT_KEYS.items()
}


def sdl_problems_of(document: DocumentNode) -> list[GraphQLError]:
    """What is wrong with a schema's text: graphql-core's ``validate_sdl``, which visits more."""
    errors: list[GraphQLError] = []
    context = SDLValidationContext(document, None, errors.append)
    visit(document, ParallelVisitor([rule(context) for rule in specified_sdl_rules]), _VISITED_KEYS)
    return errors


def problems_of(schema: GraphQLSchema) -> list[GraphQLError]:
    """What is wrong with a schema; a deprecated field may implement one that is not."""
    try:
        return [each for each in validate_schema(schema) if _TOLERATED not in each.message]
    except RecursionError:
        return [GraphQLError("input types refer to one another in too long a chain")]


def as_valid(schema: GraphQLSchema) -> GraphQLSchema:
    """A schema that has been judged here, and is not to be judged again."""
    arguments: dict[str, Any] = dict(schema.to_kwargs())
    return GraphQLSchema(**{**arguments, "assume_valid": True})
