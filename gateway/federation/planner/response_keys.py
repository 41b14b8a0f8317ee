"""Who holds which response key at which place of the answer.

Client fields hold theirs by right. A field that only the planner needs takes its own name, or,
where somebody else holds that name with another meaning (`{ id: name }` on a type keyed by `id`,
the same field with other arguments), a name of the planner's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.federation.language.merge import merge_selections
from gateway.federation.language.selection import (
    ALWAYS,
    TYPENAME,
    Argument,
    Condition,
    Field,
    Fragment,
    Selection,
    SelectionSet,
)
from gateway.federation.language.type_reference import named_type
from gateway.federation.supergraph.model import Supergraph

Place = tuple[str, ...]
Meaning = tuple[str, tuple[Argument, ...]]


@dataclass(slots=True)
class ResponseKeys:
    """The registry of one plan; a place is the response keys from the root down."""

    supergraph: Supergraph
    _held: dict[tuple[Place, str], set[Meaning]] = field(default_factory=dict)
    _visible: set[tuple[Place, str]] = field(default_factory=set)
    _narrowed: set[Place] = field(default_factory=set)
    _conditions: dict[Place, set[Condition]] = field(default_factory=dict)

    def is_narrowed(self, place: Place) -> bool:
        """Whether the client selects by type here, or something whose type depends on it."""
        return place in self._narrowed

    def is_shared(self, place: Place) -> bool:
        """Whether the client reads here under several conditions."""
        return len(self._conditions.get(place, ())) > 1

    def hold_all(
        self,
        selections: SelectionSet,
        type_name: str,
        place: Place = (),
        condition: Condition = ALWAYS,
    ) -> None:
        """Enter the client's own keys, before any requirement asks."""
        for selection in selections:
            wanted_if = condition & selection.condition
            if isinstance(selection, Fragment):
                self._narrowed.add(place)
                self.hold_all(selection.selections, selection.type_condition, place, wanted_if)
            else:
                held = self._held.setdefault((place, selection.response_key), set())
                held.add((selection.name, selection.arguments))
                self._visible.add((place, selection.response_key))
                below = (*place, selection.response_key)
                if self._differs(type_name, selection.name):
                    self._narrowed.add(place)
                if selection.selections and not selection.name.startswith("__"):
                    self._conditions.setdefault(below, set()).add(wanted_if)
                    info = self.supergraph.types[type_name].fields[selection.name]
                    self.hold_all(selection.selections, named_type(info.type), below, wanted_if)

    def key_for(self, required: Field, type_name: str, place: Place) -> str:
        """The key under which a required field is fetched; the same each time it is asked."""
        if required.name == TYPENAME.name:
            return TYPENAME.name
        meaning = (required.name, required.arguments)
        candidate, attempt = required.name, 0
        if (place, candidate) in self._visible and self._is_partly_hidden(required, type_name):
            candidate, attempt = _own_name(required, 0), 1
        while self._held.setdefault((place, candidate), {meaning}) != {meaning}:
            candidate = _own_name(required, attempt)
            attempt += 1
        return candidate

    def translate(self, required: SelectionSet, type_name: str, place: Place) -> SelectionSet:
        """A representation's selection: names as sent, response keys as read."""
        return merge_selections(tuple(self._translate(each, type_name, place) for each in required))

    def _translate(self, selection: Selection, type_name: str, place: Place) -> Selection:
        if isinstance(selection, Fragment):
            inner = self.translate(selection.selections, selection.type_condition, place)
            return Fragment(selection.type_condition, inner)
        key = self.key_for(selection, type_name, place)
        if not selection.selections:
            return Field(selection.name, key)
        below = named_type(self.supergraph.types[type_name].fields[selection.name].type)
        inner = selection.selections
        is_narrowed = any(isinstance(each, Fragment) for each in inner)
        if is_narrowed or self.supergraph.types[below].always_tells_type:
            # Whoever requires an object of an abstract type wants to know which one it is.
            inner = (TYPENAME, *inner)
        return Field(selection.name, key, (), self.translate(inner, below, (*place, key)))

    def _differs(self, type_name: str, field_name: str) -> bool:
        """Whether an object type returns something narrower than its interface says."""
        types = self.supergraph.types
        if not types[type_name].is_abstract or field_name.startswith("__"):
            return False
        said = types[type_name].fields[field_name].type
        possible = (types[name] for name in self.supergraph.possible_types[type_name])
        return any(each.fields[field_name].type != said for each in possible)

    def _is_partly_hidden(self, required: Field, type_name: str) -> bool:
        """Whether the client sees null where a requirement must see the inaccessible."""
        types = self.supergraph.types
        info = types[named_type(types[type_name].fields[required.name].type)]
        possible = self.supergraph.possible_types.get(info.name, ())
        return any(info.enum_values.values()) or any(
            types[name].is_inaccessible for name in possible
        )


def _own_name(required: Field, attempt: int) -> str:
    return f"_required_{required.name}_{attempt}"
