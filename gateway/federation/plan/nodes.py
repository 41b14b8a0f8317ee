"""The query plan: the narrow waist between planner and executor. Data only.

A plan is a flat set of fetches; ``after`` says which fetches a fetch must wait for. The tree of
Sequence and Parallel that other tools print is derived from it (``plan.printer``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.federation.language.response_path import ResponsePath
from gateway.federation.language.selection import (
    ALWAYS,
    Condition,
    Operation,
    OperationKind,
    SelectionSet,
)

Coordinate = tuple[str, str]
"""A field: the name of its type and its own."""


@dataclass(frozen=True, slots=True)
class KeyRename:
    """Undo of a planner-made alias in a reply.

    Attributes:
        path: from the fetch's own root (for an entity fetch: from the entity) to the object.
        sent_as: the response key in the reply; ``becomes``: the key in the answer.
    """

    path: ResponsePath
    sent_as: str
    becomes: str


@dataclass(frozen=True, slots=True)
class TypenameOverride:
    """Send ``typename`` instead of the object's own in representations (interface objects)."""

    on_type: str
    typename: str


@dataclass(frozen=True, slots=True)
class ContextValue:
    """A variable of a fetch whose value each object takes from another one further up.

    Attributes:
        variable: without ``$``. ``type_text``: as it is declared.
        path: of the object further up; the fetch's own path begins with it.
        selections: lead from there to the value; response keys are those of the answer.
    """

    variable: str
    type_text: str
    path: ResponsePath
    selections: SelectionSet


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request to one subgraph.

    A root fetch (``requires is None``) selects from the root type. An entity fetch calls
    ``_entities`` with one representation per distinct entity found at ``path``.

    Attributes:
        id: position in the plan, from 0; printed, and the key of ``after``.
        operation_text: the GraphQL text sent, complete with variable definitions. An entity fetch
            declares its representations under ``representations_variable``.
        selections: the same selection as values. For an entity fetch: one ``Fragment`` for each
            entity type, below ``_entities``. Response keys are those of the reply.
        variables: the client's variables that the text uses, without ``$``.
        path: where the objects to extend sit in the answer; ``()`` for the answer's root.
        requires: the representation, one ``Fragment`` for each object type; in it ``response_key``
            is read from the data, ``name`` is sent. ``__typename`` is always sent and not listed.
            Where the static type at ``path`` is an object type its name is known; else the
            planner has selected ``__typename`` there.
        after: ids of fetches that must have ended, however they ended.
        contexts: variables that are no client's; objects with different values of them need
            selections of their own in the request.
        condition: when it does not hold, the fetch ends at once without a request.
    """

    id: int
    subgraph: str
    kind: OperationKind
    operation_text: str
    selections: SelectionSet
    variables: tuple[str, ...] = ()
    path: ResponsePath = ()
    requires: SelectionSet | None = None
    representations_variable: str = "representations"
    after: tuple[int, ...] = ()
    condition: Condition = ALWAYS
    renames: tuple[KeyRename, ...] = ()
    typename_overrides: tuple[TypenameOverride, ...] = ()
    contexts: tuple[ContextValue, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What to do to answer one operation.

    Attributes:
        operation: the client's operation as it came, fragments inlined: its selections are what
            the answer shows, in the answer's order once fields are collected (introspection fields
            included; no fetch carries them).
            Their form: every ``Fragment`` is on one object type, has no condition and stands
            directly below a field of an abstract type. The members of an object of type T are, in
            order, the fields and what the fragments on T hold; one response key may come twice
            (in a field and in a fragment, or under two conditions) and then counts at its first
            place with the selections of both. A field of a composite type without selections
            (all were skipped) is answered by an empty object, or null.
        forbidden: fields that the caller may not see, each with the directive that forbids it; they
            are null in the answer even where the gateway has fetched them for itself.
        stages: run one after the other. A query has one; a mutation one for each run of
            neighbouring root fields of one subgraph, since mutations run strictly in series.
    """

    operation: Operation
    stages: tuple[tuple[Fetch, ...], ...]
    forbidden: Mapping[Coordinate, str] = field(default_factory=dict)

    @property
    def fetches(self) -> tuple[Fetch, ...]:
        """All fetches, in order of their ids."""
        return tuple(fetch for stage in self.stages for fetch in stage)
