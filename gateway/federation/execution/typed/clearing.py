"""Taking the hidden members out of the answer, once nobody needs them any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec import UNSET

from gateway.federation.execution.shape import Member, Place, Variant
from gateway.federation.execution.typed.classes import ClassMaker, is_kept
from gateway.federation.execution.typed.source import attribute, setter
from gateway.federation.execution.typed.walk import Step, items_of, members_of
from gateway.federation.language.type_reference import list_depth

Clear = Callable[[list[object]], None]


@dataclass(slots=True)
class ClearingMaker:
    """Makes the clearing of each place; None where nothing is hidden, there or below."""

    classes: ClassMaker
    _known: dict[Place, Clear | None] = field(default_factory=dict)

    def clearing(self, place: Place) -> Clear | None:
        """A function that clears the objects of a place and all that is visible in them."""
        if place not in self._known:
            self._known[place] = self._make(place)
        return self._known[place]

    def _make(self, place: Place) -> Clear | None:
        parts = [
            (self.classes.staying(place, variant), clear)
            for variant in place.distinct_variants
            if (clear := self._variant(place, variant)) is not None
        ]
        if not parts:
            return None
        if len(place.distinct_variants) == 1:
            return parts[0][1]

        def clear_by_class(objects: list[object]) -> None:
            for cls, clear in parts:
                clear([each for each in objects if type(each) is cls])

        return clear_by_class

    def _variant(self, place: Place, variant: Variant) -> Clear | None:
        hidden = [
            attribute(member.key)
            for member in variant.members.values()
            if not member.is_visible and is_kept(place, member)
        ]
        branches = [
            (_steps(member), clear)
            for member in variant.members.values()
            if member.is_visible and member.place is not None
            if (clear := self.clearing(member.place)) is not None
        ]
        if not hidden and not branches:
            return None
        put = setter(hidden, UNSET) if hidden else None

        def clear_objects(objects: list[object]) -> None:
            for steps, clear in branches:
                clear(_follow(steps, objects))
            if put is not None:
                put(objects)

        return clear_objects


def _steps(member: Member) -> tuple[Step, ...]:
    return (members_of(attribute(member.key)), *[items_of] * list_depth(member.type))


def _follow(steps: tuple[Step, ...], objects: Iterable[object]) -> list[object]:
    for step in steps:
        objects = step(objects)
    return list(objects)
