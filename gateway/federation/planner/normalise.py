"""The first stage: one operation in its normal form.

In it fields of one response key, arguments and condition stand once, at their first place; a field
that also stands without a condition has none (but see ``serial`` for mutations).
A fragment stands only where it narrows an abstract type, always to an object type, and has no
condition of its own (it was pushed down to its fields).
The order is the client's (GraphQL specification, section 6.3.2 CollectFields).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gateway.federation.errors import PlanningError
from gateway.federation.language.selection import (
    ALWAYS,
    Argument,
    Condition,
    Field,
    Fragment,
    Operation,
    OperationKind,
    Selection,
    SelectionSet,
)
from gateway.federation.language.type_reference import named_type
from gateway.federation.planner.serial import in_series
from gateway.federation.supergraph.model import Supergraph

Meaning = tuple[str, str, tuple[Argument, ...]]


def normalise(operation: Operation, supergraph: Supergraph) -> Operation:
    """Bring an operation, valid against the API schema, into its normal form."""
    root = supergraph.root_types.get(operation.kind.value)
    if root is None:
        raise PlanningError(f"the supergraph has no {operation.kind.value} type")
    normaliser = _Normaliser(supergraph)
    if operation.kind is OperationKind.MUTATION:
        selections = normaliser.series(operation.selections, root)
    else:
        selections = normaliser.selections(operation.selections, root)
    return replace(operation, selections=selections)


@dataclass(frozen=True, slots=True)
class _Normaliser:
    supergraph: Supergraph

    def selections(self, selections: SelectionSet, type_name: str) -> SelectionSet:
        flat = self._flatten(selections, type_name, ALWAYS)
        merged = _merge(flat)
        return tuple(self._below(selection, type_name) for selection in merged)

    def series(self, selections: SelectionSet, type_name: str) -> SelectionSet:
        """Root fields of a mutation, which keep their places."""
        flat = self._flatten(selections, type_name, ALWAYS)
        fields = in_series([each for each in flat if isinstance(each, Field)])
        return tuple(self._below(each, type_name) for each in fields)

    def _flatten(
        self, selections: SelectionSet, type_name: str, condition: Condition
    ) -> list[Selection]:
        """Fields of this type, and fragments on object types below it, conditions pushed down."""
        flat: list[Selection] = []
        for selection in selections:
            both = condition & selection.condition
            if both.is_contradiction:
                continue
            if isinstance(selection, Field):
                _refuse_reserved_key(selection)
                flat.append(replace(selection, condition=both))
            else:
                flat.extend(self._flatten_fragment(selection, type_name, both))
        return flat

    def _flatten_fragment(
        self, fragment: Fragment, type_name: str, condition: Condition
    ) -> list[Selection]:
        wanted = fragment.type_condition or type_name
        if self._is_as_wide(wanted, type_name):
            return self._flatten(fragment.selections, type_name, condition)
        possible = self.supergraph.possible_types
        narrowed = (
            Fragment(name, tuple(self._flatten(fragment.selections, name, condition)))
            for name in possible[type_name]
            if name in possible[wanted]
        )
        return [each for each in narrowed if each.selections]

    def _is_as_wide(self, wanted: str, type_name: str) -> bool:
        """Whether every object here is of the wanted type, and its fields are known here.

        A union whose members all implement an interface lacks the interface's fields.
        """
        if wanted == type_name or wanted in self.supergraph.types[type_name].interfaces:
            return True
        return self.supergraph.possible_types[type_name] == (type_name,) and (
            type_name in self.supergraph.possible_types[wanted]
        )

    def _below(self, selection: Selection, type_name: str) -> Selection:
        if isinstance(selection, Fragment):
            inner = self.selections(selection.selections, selection.type_condition)
            return replace(selection, selections=inner)
        if not selection.selections or selection.name.startswith("__"):
            return selection
        info = self.supergraph.types[type_name].fields[selection.name]
        return replace(
            selection, selections=self.selections(selection.selections, named_type(info.type))
        )


def _merge(selections: list[Selection]) -> list[Selection]:
    """Each field once, at its first place; fragments on one type that stand side by side joined.

    Fragments on one type with something between them stay apart: joined, they would change the
    order in which that type's members are answered.

    Where a field stands both with and without a condition, the unconditional one wins, and the
    other's condition moves down to what is selected below it.
    """
    always = {
        _meaning(each) for each in selections if isinstance(each, Field) and not each.condition
    }
    merged: dict[tuple[Meaning, Condition] | tuple[str, int], Selection] = {}
    for each in selections:
        key: tuple[Meaning, Condition] | tuple[str, int]
        selection = each
        if isinstance(selection, Field):
            if _meaning(selection) in always:
                selection = _push_condition_down(selection)
            key = (_meaning(selection), selection.condition)
        else:
            key = (selection.type_condition, _fields_in(merged.values()))
        known = merged.get(key)
        if known is None:
            merged[key] = selection
        else:
            merged[key] = replace(known, selections=(*known.selections, *selection.selections))
    return list(merged.values())


def _fields_in(selections: Iterable[Selection]) -> int:
    return sum(isinstance(selection, Field) for selection in selections)


def _meaning(field: Field) -> Meaning:
    return field.response_key, field.name, field.arguments


def _push_condition_down(field: Field) -> Field:
    below = tuple(
        replace(each, condition=each.condition & field.condition) for each in field.selections
    )
    return replace(field, condition=ALWAYS, selections=below)


def _refuse_reserved_key(field: Field) -> None:
    if field.response_key == "__typename" != field.name:
        raise PlanningError(
            f"the alias __typename for the field {field.name} hides the type's name, which the "
            "gateway needs; use another alias"
        )
