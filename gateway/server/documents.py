"""From a document's text to one valid operation, and from raw variables to coerced ones.

Nothing here knows of HTTP, plans or subgraphs. Every refusal is a ``RequestRefusedError`` that
carries the errors of the answer (GraphQL specification, section 7.1.2, request errors).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    Visitor,
    get_operation_ast,
    get_variable_values,
    parse,
    visit,
)

from gateway.federation.errors import OperationError
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.language.printer import print_operation
from gateway.federation.language.selection import Operation
from gateway.federation.language.validation import find_errors

MOST_TOKENS = 15_000
DEEPEST_SELECTION = 50
INTROSPECTION_FIELDS = ("__schema", "__type")
MOST_ERRORS = 8  # answers with ten and more validation errors help to probe a schema


class RequestRefusedError(Exception):
    """A request error: nothing was executed.

    Attributes:
        errors: as they stand in the answer.
    """

    def __init__(self, *errors: Mapping[str, Any]) -> None:
        super().__init__("; ".join(str(error["message"]) for error in errors))
        self.errors = errors

    @classmethod
    def because(cls, message: str, code: str) -> RequestRefusedError:
        """One error without a location."""
        return cls({"message": message, "extensions": {"code": code}})


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """What a document may ask, and how much an error helps to find out.

    Attributes:
        introspection: whether ``__schema`` and ``__type`` are answered.
        suggestions: whether errors name what exists ("Did you mean").
    """

    introspection: bool = True
    suggestions: bool = True


OPEN_RULES: Final = DocumentRules()


@dataclass(frozen=True, slots=True)
class ValidOperation:
    """One operation of a document that is valid against the API schema.

    Attributes:
        normal_form: the operation as text, without its name; equal texts have equal plans.
        variables: what it declares; no more is kept of the document.
    """

    operation: Operation
    normal_form: str
    variables: tuple[VariableDefinitionNode, ...]


def read_operation(
    text: str, name: str | None, schema: GraphQLSchema, rules: DocumentRules = OPEN_RULES
) -> ValidOperation:
    """Parse, bound, validate, choose.

    Raises:
        RequestRefusedError: see there.
    """
    document = _parse(text)
    _require_bounded_depth(document)
    if not rules.introspection:
        _require_no_introspection(document)
    errors = find_errors(schema, document, MOST_ERRORS, suggests=rules.suggestions)
    if errors:
        raise _refusal(errors, "GRAPHQL_VALIDATION_FAILED")
    definition = get_operation_ast(document, name)
    try:
        operation = operation_from_ast(document, name)
    except OperationError as error:
        located = GraphQLError(str(error), definition or document.definitions[0])
        raise _refusal([located], "OPERATION_RESOLUTION_FAILURE") from error
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
        raise _refusal(outcome, "BAD_USER_INPUT")
    return dict(outcome.coerced)


def _parse(text: str) -> DocumentNode:
    try:
        return parse(text, max_tokens=MOST_TOKENS)
    except GraphQLError as error:
        raise _refusal([error], "GRAPHQL_PARSE_FAILED") from error


def _require_no_introspection(document: DocumentNode) -> None:
    visitor = _IntrospectionFinder()
    visit(document, visitor)
    if visitor.found is not None:
        message = f"{visitor.found.name.value} is not answered here: introspection is off"
        raise _refusal([GraphQLError(message, visitor.found)], "INTROSPECTION_DISABLED")


class _IntrospectionFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: FieldNode | None = None

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if node.name.value in INTROSPECTION_FIELDS:
            self.found = self.found or node


def _require_bounded_depth(document: DocumentNode) -> None:
    depths = _Depths(
        {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
    )
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            depths.require(definition)


class _Depths:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, int] = {}

    def require(self, definition: OperationDefinitionNode | FragmentDefinitionNode) -> None:
        try:
            depth = self._depth(definition.selection_set)
        except RecursionError as error:
            raise _too_deep(definition) from error
        if depth > DEEPEST_SELECTION:
            raise _too_deep(definition)

    def _depth(self, selections: SelectionSetNode) -> int:
        deepest = 0
        for node in selections.selections:
            if isinstance(node, FragmentSpreadNode):
                deepest = max(deepest, self._fragment(node.name.value))
            elif isinstance(node, FieldNode):
                below = self._depth(node.selection_set) if node.selection_set else 0
                deepest = max(deepest, 1 + below)
            else:
                deepest = max(deepest, self._depth(node.selection_set))  # type: ignore[attr-defined] # the third kind is the inline fragment
        return deepest

    def _fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = 0  # a circle or an unknown name is for validation to report
            if name in self._fragments:
                self._known[name] = self._depth(self._fragments[name].selection_set)
        return self._known[name]


def _too_deep(definition: Node) -> RequestRefusedError:
    message = (
        f"the document is nested deeper than {DEEPEST_SELECTION} fields; ask in several requests"
    )
    return _refusal([GraphQLError(message, definition)], "DEPTH_LIMIT_EXCEEDED")


def _refusal(errors: list[GraphQLError], code: str) -> RequestRefusedError:
    return RequestRefusedError(
        *({**error.formatted, "extensions": {"code": code}} for error in errors)
    )
