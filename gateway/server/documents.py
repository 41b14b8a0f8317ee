"""From a document's text to one valid operation, and from raw variables to coerced ones.

Nothing here knows of HTTP, plans or subgraphs. Every refusal is a ``RequestRefusedError`` that
carries the errors of the answer (GraphQL specification, section 7.1.2, request errors).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import msgspec
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    VariableDefinitionNode,
    get_operation_ast,
    get_variable_values,
    parse,
)

from gateway.federation.errors import OperationError
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.language.printer import print_operation
from gateway.federation.language.selection import Operation
from gateway.federation.language.validation import NOT_VALIDATED, find_errors
from gateway.federation.supergraph.access import Grants
from gateway.server.limits import DEFAULT_LIMITS, LIMITS, Limits
from gateway.server.measures import require_measured
from gateway.server.request_error import located_refusal

# How the parser says it.
_TOO_MANY_TOKENS = "tokens. Parsing aborted."
MOST_ERRORS = 8  # answers with ten and more validation errors help to probe a schema


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """What a document may ask, and how much an error helps to find out.

    Attributes:
        introspection: whether ``__schema`` and ``__type`` are answered.
        suggestions: whether errors name what exists ("Did you mean").
        limits: how much it may ask.
    """

    introspection: bool = True
    suggestions: bool = True
    limits: Limits = DEFAULT_LIMITS


OPEN_RULES: Final = DocumentRules()


@dataclass(frozen=True, slots=True)
class ValidOperation:
    """One operation of a document that is valid against the API schema.

    Attributes:
        normal_form: the operation as text, without its name; equal texts have equal plans.
        variables: what it declares; no more is kept of the document.
        grants_asked: on which its plan may depend.
    """

    operation: Operation
    normal_form: str
    variables: tuple[VariableDefinitionNode, ...]
    grants_asked: Grants = frozenset()


def read_operation(
    text: str, name: str | None, schema: GraphQLSchema, rules: DocumentRules = OPEN_RULES
) -> ValidOperation:
    """Parse, bound, validate, choose.

    Raises:
        RequestRefusedError: see there.
    """
    document = _parse(text, rules.limits)
    _require_valid(document, schema, rules)
    definition = get_operation_ast(document, name)
    try:
        operation = operation_from_ast(document, name)
    except OperationError as error:
        located = GraphQLError(str(error), definition or document.definitions[0])
        raise located_refusal([located], "OPERATION_RESOLUTION_FAILURE") from error
    if definition is None:
        raise AssertionError("an operation that was read is in its document")
    normal_form = print_operation(replace(operation, name=None))
    return ValidOperation(operation, normal_form, tuple(definition.variable_definitions or ()))


def coerce_variables(
    valid: ValidOperation,
    raw: Mapping[str, msgspec.Raw],
    schema: GraphQLSchema,
    rules: DocumentRules = OPEN_RULES,
) -> dict[str, object]:
    """Coerced values with defaults filled in (GraphQL specification, section 6.1.2).

    Raises:
        RequestRefusedError: a value that does not fit its variable's type, or none where one
            must be.
    """
    if not valid.variables:
        return {}
    declared = {definition.variable.name.value for definition in valid.variables}
    inputs = {name: msgspec.json.decode(value) for name, value in raw.items() if name in declared}
    outcome = get_variable_values(
        schema, valid.variables, inputs, MOST_ERRORS, hide_suggestions=not rules.suggestions
    )
    if isinstance(outcome, list):
        raise located_refusal(outcome, "BAD_USER_INPUT")
    return dict(outcome.coerced)


def _parse(text: str, limits: Limits) -> DocumentNode:
    limits.require("characters", len(text))
    try:
        return parse(text, max_tokens=limits.tokens)
    except GraphQLError as error:
        if error.message.endswith(_TOO_MANY_TOKENS):
            raise located_refusal([error], LIMITS["tokens"].code) from error
        raise located_refusal([error], "GRAPHQL_PARSE_FAILED") from error


def _require_valid(document: DocumentNode, schema: GraphQLSchema, rules: DocumentRules) -> None:
    introspective = require_measured(document, rules.limits)
    if introspective is not None and not rules.introspection:
        message = f"{introspective.name.value} is not answered here: introspection is off"
        raise located_refusal([GraphQLError(message, introspective)], "INTROSPECTION_DISABLED")
    errors = find_errors(
        schema,
        document,
        MOST_ERRORS,
        suggests=rules.suggestions,
        most_comparisons=rules.limits.comparisons,
    )
    if any(error.message == NOT_VALIDATED for error in errors):
        raise located_refusal(errors[-1:], LIMITS["comparisons"].code)
    if errors:
        raise located_refusal(errors, "GRAPHQL_VALIDATION_FAILED")
