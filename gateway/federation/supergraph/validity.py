"""What GraphQL demands of a schema, but for one demand that is younger than most schemas."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError, GraphQLSchema, validate_schema

# Specification of October 2025, section 3.13.3: other composers do not ask for it, and graphs
# that run today would not start.
_TOLERATED = "is not deprecated, so implementation field"


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
