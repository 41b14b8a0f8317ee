"""Who holds which response key at which place of the answer.

Client fields hold theirs by right. A field that only the planner needs takes its own name, or,
where somebody else holds that name with another meaning (`{ id: name }` on a type keyed by `id`,
the same field with other arguments), a name of the planner's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.federation.language.merge import merge_selections
from gateway.federation.language.selection import (
    Argument,
    Field,
    Fragment,
    Selection,
    SelectionSet,
)
from gateway.federation.supergraph.model import Supergraph

Place = tuple[str, ...]
Meaning = tuple[str, tuple[Argument, ...]]


@dataclass(slots=True)
class ResponseKeys:
    """The registry of one plan; a place is the response keys from the root down."""

    supergraph: Supergraph
    _held: dict[tuple[Place, str], set[Meaning]] = field(default_factory=dict)

    def hold_all(self, selections: SelectionSet, place: Place = ()) -> None:
        """Enter the client's own keys, before any requirement asks."""
        for selection in selections:
            if isinstance(selection, Fragment):
                self.hold_all(selection.selections, place)
            else:
                held = self._held.setdefault((place, selection.response_key), set())
                held.add((selection.name, selection.arguments))
                self.hold_all(selection.selections, (*place, selection.response_key))

    def key_for(self, required: Field, place: Place) -> str:
        """The key under which a required field is fetched; the same each time it is asked."""
        meaning = (required.name, required.arguments)
        candidate, attempt = required.name, 0
        while self._held.setdefault((place, candidate), {meaning}) != {meaning}:
            candidate = f"_required_{required.name}_{attempt}"
            attempt += 1
        return candidate

    def translate(self, required: SelectionSet, place: Place) -> SelectionSet:
        """A representation's selection: names as sent, response keys as read."""
        return merge_selections(tuple(self._translate(each, place) for each in required))

    def _translate(self, selection: Selection, place: Place) -> Selection:
        if isinstance(selection, Fragment):
            inner = self.translate(selection.selections, place)
            return Fragment(selection.type_condition, inner)
        key = self.key_for(selection, place)
        inner = self.translate(selection.selections, (*place, key))
        return Field(selection.name, key, (), inner)
