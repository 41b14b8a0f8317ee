"""``__schema`` and ``__type`` at the root: the gateway answers them itself, from the API schema.

graphql-core executes just these fields; the answer's members are handed over as raw JSON, to be
placed in the client's order among the rest. Without variables they are computed once for a plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from graphql import DocumentNode, GraphQLSchema, execute_sync, parse

from gateway.federation.language.printer import print_selections, print_variables
from gateway.federation.language.selection import Field, Operation, SelectionSet

_FIELDS = ("__schema", "__type")


@dataclass(slots=True)
class Introspection:
    """The introspective part of one operation."""

    schema: GraphQLSchema
    document: DocumentNode
    has_variables: bool
    _known: dict[str, msgspec.Raw] | None = field(default=None)

    def answer(self, variables: Mapping[str, object]) -> dict[str, msgspec.Raw]:
        """Response keys to values; ``variables`` are coerced.

        Raises:
            AssertionError: the operation is not valid against the API schema.
        """
        if self._known is not None:
            return self._known
        result = execute_sync(self.schema, self.document, variable_values=dict(variables))
        if result.errors or result.data is None:
            raise AssertionError(f"a validated introspection has failed: {result.errors}")
        answer = {
            key: msgspec.Raw(msgspec.json.encode(value)) for key, value in result.data.items()
        }
        if not self.has_variables:
            self._known = answer
        return answer


def introspection_of(operation: Operation, schema: GraphQLSchema | None) -> Introspection | None:
    """The introspection an operation asks for, if any; the operation has no conditions left.

    Raises:
        AssertionError: it asks, and there is no schema to answer from.
    """
    selections = tuple(
        each for each in operation.selections if isinstance(each, Field) and each.name in _FIELDS
    )
    if not selections:
        return None
    if schema is None:
        raise AssertionError("an operation with introspection is compiled without an API schema")
    used = set(_variables(selections))
    variables = tuple(each for each in operation.variables if each.name in used)
    text = f"query{print_variables(variables)} {print_selections(selections)}"
    return Introspection(schema, parse(text, no_location=True), bool(variables))


def _variables(selections: SelectionSet) -> list[str]:
    names: list[str] = []
    for selection in selections:
        if isinstance(selection, Field):
            names += [name for each in selection.arguments for name in each.variables]
        names += _variables(selection.selections)
    return names
