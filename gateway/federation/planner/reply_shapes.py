"""Fields of one response key that would differ in shape within a reply get keys of their own.

``... on User { id } ... on Admin { id }`` is no valid operation for a subgraph in which one of the
two is ``ID!`` and the other ``ID``, while the supergraph's own types agree (GraphQL specification,
section 5.3.2 Field Selection Merging, SameResponseShape). The second one is asked for under an
alias, and the plan says what it becomes in the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gateway.federation.language.response_path import EACH_ITEM, Key, OnType, ResponsePath
from gateway.federation.language.selection import Field, Selection, SelectionSet
from gateway.federation.language.type_reference import (
    NamedType,
    NonNullType,
    TypeReference,
    list_depth,
    named_type,
)
from gateway.federation.plan.nodes import KeyRename
from gateway.federation.supergraph.model import Supergraph

_TYPENAME_TYPE = NonNullType(NamedType("String"))


@dataclass(frozen=True, slots=True)
class ReplyShapes:
    """The types of fields as one subgraph declares them."""

    supergraph: Supergraph
    subgraph: str

    def separate(
        self, selections: SelectionSet, type_name: str
    ) -> tuple[SelectionSet, tuple[KeyRename, ...]]:
        """The selections without conflicts, and how to undo the aliases."""
        found = self._conflicts([*self._occurrences(selections, type_name, ())])
        renames = {(each.path, each.becomes): each for each in found}
        if not renames:
            return selections, ()
        sent = _Renamer(self, {place: each.sent_as for place, each in renames.items()})
        return sent.selections(selections, type_name, ()), tuple(renames.values())

    def type_of(self, type_name: str, field: Field) -> TypeReference:
        """A field's type in this subgraph."""
        if field.name == "__typename":
            return _TYPENAME_TYPE
        info = self.supergraph.types[type_name].fields[field.name]
        owner = info.owners.get(self.subgraph)
        return (owner.type if owner else None) or info.type

    def on_type(self, type_name: str) -> OnType:
        """The step of a path into a fragment."""
        return OnType(tuple(sorted(self.supergraph.possible_types[type_name])))

    def _occurrences(
        self, selections: SelectionSet, type_name: str, path: ResponsePath
    ) -> Iterator[_Occurrence]:
        for selection in selections:
            if isinstance(selection, Field):
                reference = self.type_of(type_name, selection)
                yield _Occurrence(selection, reference, path)
            else:
                name = selection.type_condition
                inner = (*path, self.on_type(name))
                yield from self._occurrences(selection.selections, name, inner)

    def _conflicts(self, occurrences: list[_Occurrence]) -> Iterator[KeyRename]:
        by_key: dict[str, list[_Occurrence]] = {}
        for each in occurrences:
            by_key.setdefault(each.field.response_key, []).append(each)
        for key, same_key in by_key.items():
            by_shape: dict[str, list[_Occurrence]] = {}
            for each in same_key:
                by_shape.setdefault(self._shape(each.reference), []).append(each)
            names = _free_names(key, by_key)
            for sent_as, same_shape in zip(names, by_shape.values(), strict=False):
                if sent_as != key:
                    yield from (KeyRename(each.path, sent_as, key) for each in same_shape)
                yield from self._conflicts([*self._below(same_shape)])

    def _below(self, occurrences: Iterable[_Occurrence]) -> Iterator[_Occurrence]:
        for each in occurrences:
            name = named_type(each.reference)
            yield from self._occurrences(each.field.selections, name, each.path_below)

    def _shape(self, reference: TypeReference) -> str:
        name = named_type(reference)
        is_composite = self.supergraph.types[name].is_composite
        return str(reference).replace(name, "{}") if is_composite else str(reference)


@dataclass(frozen=True, slots=True)
class _Occurrence:
    field: Field
    reference: TypeReference
    path: ResponsePath

    @property
    def path_below(self) -> ResponsePath:
        return path_into(self.path, self.field, self.reference)


@dataclass(frozen=True, slots=True)
class _Renamer:
    shapes: ReplyShapes
    sent: dict[tuple[ResponsePath, str], str]

    def selections(
        self, selections: SelectionSet, type_name: str, path: ResponsePath
    ) -> SelectionSet:
        return tuple(self._selection(each, type_name, path) for each in selections)

    def _selection(self, selection: Selection, type_name: str, path: ResponsePath) -> Selection:
        if not isinstance(selection, Field):
            name = selection.type_condition
            inner = (*path, self.shapes.on_type(name))
            return replace(selection, selections=self.selections(selection.selections, name, inner))
        key = selection.response_key
        reference = self.shapes.type_of(type_name, selection)
        below = path_into(path, selection, reference)
        return replace(
            selection,
            response_key=self.sent.get((path, key), key),
            selections=self.selections(selection.selections, named_type(reference), below),
        )


def path_into(path: ResponsePath, field: Field, reference: TypeReference) -> ResponsePath:
    """The path of the objects that a field holds."""
    return (*path, Key(field.response_key), *[EACH_ITEM] * list_depth(reference))


def _free_names(key: str, taken: dict[str, list[_Occurrence]]) -> Iterator[str]:
    yield key
    number = 0
    while True:
        if f"_typed_{key}_{number}" not in taken:
            yield f"_typed_{key}_{number}"
        number += 1
