"""Whether a document is valid against a schema: graphql-core's rules, every error with a place."""

from __future__ import annotations

from collections.abc import Callable

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    specified_rules,
    validate,
)

# What the library says when it gives up, without a reason.
_GIVEN_UP = "Validation aborted."
NOT_VALIDATED = (
    "the document cannot be validated: its fragments are nested too deeply, or it selects too many "
    "fields under the same names; ask in several requests"
)


def find_errors(
    schema: GraphQLSchema,
    document: DocumentNode,
    most: int | None = None,
    *,
    suggests: bool = True,
    most_comparisons: int | None = None,
) -> list[GraphQLError]:
    """The errors of a document (GraphQL specification, section 5), not many more than ``most``.

    One of them says ``NOT_VALIDATED`` where that would have taken too long.

    ``suggests`` is whether an unknown name is answered with names that exist. ``most_comparisons``
    bounds what is spent on comparing fields under the same name, in the library's units (two for
    a pair): it grows with the square of their number.
    """
    rules = list(specified_rules)
    if most_comparisons is not None:
        place = rules.index(OverlappingFieldsCanBeMergedRule)
        rules[place] = _bounded(most_comparisons)  # type: ignore[call-overload] # made by calling
    errors = validate(schema, document, rules, max_errors=most, hide_suggestions=not suggests)
    return [_located(error, document) for error in errors]


def _bounded(most: int) -> Callable[[ValidationContext], OverlappingFieldsCanBeMergedRule]:
    def make(context: ValidationContext) -> OverlappingFieldsCanBeMergedRule:
        rule = OverlappingFieldsCanBeMergedRule(context)
        rule.rule_context.remaining_complexity_budget = most
        return rule

    return make


def _located(error: GraphQLError, document: DocumentNode) -> GraphQLError:
    if error.locations and error.message != _GIVEN_UP:
        return error
    message = NOT_VALIDATED if error.message == _GIVEN_UP else error.message
    return GraphQLError(message, document.definitions[0])
