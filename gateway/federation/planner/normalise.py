"""The first stage: one operation in its normal form.

In it fields of one response key, arguments and condition stand once, at their first place; a
fragment stands only where it narrows an abstract type, always to an object type, and has no
condition of its own (it was pushed down to its fields). The order is the client's
(GraphQL specification, section 6.3.2 CollectFields).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gateway.federation.errors import PlanningError
from gateway.federation.language.selection import (
    ALWAYS,
    Argument,
    Condition,
    Field,
    Fragment,
    Operation,
    Selection,
    SelectionSet,
)
from gateway.federation.language.type_reference import named_type
from gateway.federation.supergraph.model import Supergraph

FieldKey = tuple[str, str, tuple[Argument, ...], Condition]


def normalise(operation: Operation, supergraph: Supergraph) -> Operation:
    """Bring an operation, valid against the API schema, into its normal form."""
    root = supergraph.root_types.get(operation.kind.value)
    if root is None:
        raise PlanningError(f"the supergraph has no {operation.kind.value} type")
    selections = _Normaliser(supergraph).selections(operation.selections, root)
    return replace(operation, selections=selections)


@dataclass(frozen=True, slots=True)
class _Normaliser:
    supergraph: Supergraph

    def selections(self, selections: SelectionSet, type_name: str) -> SelectionSet:
        flat = self._flatten(selections, type_name, ALWAYS)
        merged = _merge(flat)
        return tuple(self._below(selection, type_name) for selection in merged)

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
                flat.append(replace(selection, condition=both))
            else:
                flat.extend(self._flatten_fragment(selection, type_name, both))
        return flat

    def _flatten_fragment(
        self, fragment: Fragment, type_name: str, condition: Condition
    ) -> list[Selection]:
        possible = self.supergraph.possible_types
        here = possible[type_name]
        target = possible[fragment.type_condition or type_name]
        if set(here) <= set(target):
            return self._flatten(fragment.selections, type_name, condition)
        return [
            Fragment(name, tuple(self._flatten(fragment.selections, name, condition)))
            for name in here
            if name in target
        ]

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
    merged: dict[FieldKey | str, Selection] = {}
    for selection in selections:
        key: FieldKey | str
        if isinstance(selection, Field):
            key = (
                selection.response_key,
                selection.name,
                selection.arguments,
                selection.condition,
            )
        else:
            key = selection.type_condition
        known = merged.get(key)
        if known is None:
            merged[key] = selection
        else:
            merged[key] = replace(known, selections=(*known.selections, *selection.selections))
    return list(merged.values())
