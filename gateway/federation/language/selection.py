"""What an operation asks for, as frozen values.

Every stage of the engine speaks in these: normalised client operations, the field sets of
``@key``, ``@requires`` and ``@provides``, the text sent to a subgraph and the representations
handed to ``_entities``. They are made once at the border (``from_ast``) and printed once at the
other (``printer``); between the two nobody touches a GraphQL syntax tree.

Invariant: a ``SelectionSet`` keeps the order in which the client wrote its selections, because
the answer's keys follow it (GraphQL specification, section 6.3.2 CollectFields).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OperationKind(StrEnum):
    """The three operation types of the GraphQL specification, section 2.3."""

    QUERY = "query"
    MUTATION = "mutation"
    SUBSCRIPTION = "subscription"


@dataclass(frozen=True, slots=True)
class Condition:
    """A conjunction of ``@skip`` and ``@include`` tests on variables.

    Attributes:
        tests: sorted pairs (variable name without ``$``, value it must have). ``@include(if: $a)``
            is ``("a", True)``, ``@skip(if: $a)`` is ``("a", False)``. Empty: holds always.
    """

    tests: tuple[tuple[str, bool], ...] = ()

    def __and__(self, other: Condition) -> Condition:
        return Condition(tuple(sorted({*self.tests, *other.tests})))

    def __bool__(self) -> bool:
        """True when there is something to test."""
        return bool(self.tests)

    @property
    def is_contradiction(self) -> bool:
        """True when no assignment of the variables can satisfy the condition."""
        return len({variable for variable, _ in self.tests}) < len(self.tests)

    def holds(self, variables: dict[str, object]) -> bool:
        """Tell whether the condition holds for coerced variables (defaults filled in)."""
        return all(variables.get(variable) is expected for variable, expected in self.tests)


ALWAYS = Condition()


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as it is printed: ``text`` is a GraphQL literal and may hold variables.

    Attributes:
        variables: names, without ``$``, of the variables that ``text`` refers to, in order.
    """

    name: str
    text: str
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field; a leaf has no selections.

    In the ``requires`` of a fetch the two names part: ``response_key`` is where the value is read
    from the data at hand, ``name`` is the key under which the representation carries it.
    """

    name: str
    response_key: str
    arguments: tuple[Argument, ...] = ()
    selections: SelectionSet = ()
    condition: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Fragment:
    """An inline fragment on a type; named spreads are inlined on arrival."""

    type_condition: str
    selections: SelectionSet
    condition: Condition = ALWAYS


Selection = Field | Fragment
SelectionSet = tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class VariableDefinition:
    """``$name: type_text = default_text``; both texts as printed."""

    name: str
    type_text: str
    default_text: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document, fragments inlined."""

    kind: OperationKind
    name: str | None
    variables: tuple[VariableDefinition, ...]
    selections: SelectionSet


TYPENAME = Field("__typename", "__typename")
