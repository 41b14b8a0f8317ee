"""What is done to every visible object of the answer before it is encoded.

Hidden members are taken out, once nobody needs them any more. Where something has not come, nulls
take its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec import UNSET

from gateway.federation.execution.shape import Member, Place, Variant
from gateway.federation.execution.typed.boundaries import NotCleanError
from gateway.federation.execution.typed.classes import ClassMaker, is_kept
from gateway.federation.execution.typed.source import attribute, filler, setter
from gateway.federation.execution.typed.walk import Step, items_of, members_of
from gateway.federation.language.type_reference import NonNullType, list_depth

Act = Callable[[list[object]], None]
ActFor = Callable[[Place, Variant], Act | None]


def clearing(place: Place, variant: Variant) -> Act | None:
    """Unset the hidden members of objects that look like this."""
    hidden = [
        attribute(member.key)
        for member in variant.members.values()
        if not member.is_visible and is_kept(place, member)
    ]
    return setter(hidden, UNSET) if hidden else None


def filling(place: Place, variant: Variant) -> Act | None:
    """Put nulls where nothing has come.

    The action raises ``NotCleanError`` where the schema allows no null.
    """
    del place
    visible = [member for member in variant.members.values() if member.is_visible]
    required = [each for each in visible if isinstance(each.type, NonNullType)]
    fill = filler(
        [attribute(each.key) for each in visible if each not in required],
        [attribute(each.key) for each in required],
    )

    def act(objects: list[object]) -> None:
        if not fill(objects):
            raise NotCleanError

    return act


@dataclass(slots=True)
class VisitMaker:
    """Makes the visit of each place; None where there is nothing to do, there or below."""

    classes: ClassMaker
    act_for: ActFor
    _known: dict[Place, Act | None] = field(default_factory=dict)

    def visit(self, place: Place) -> Act | None:
        """A function that acts on the objects of a place and on all that is visible in them."""
        if place not in self._known:
            self._known[place] = self._make(place)
        return self._known[place]

    def _make(self, place: Place) -> Act | None:
        if len(place.distinct_variants) == 1:
            return self._variant(place, place.distinct_variants[0])
        parts = [
            (self.classes.staying(place, variant), act)
            for variant in place.distinct_variants
            if (act := self._variant(place, variant)) is not None
        ]
        if not parts:
            return None

        def act_by_class(objects: list[object]) -> None:
            for cls, act in parts:
                act([each for each in objects if type(each) is cls])

        return act_by_class

    def _variant(self, place: Place, variant: Variant) -> Act | None:
        own = self.act_for(place, variant)
        branches = [
            (_steps(member), act)
            for member in variant.members.values()
            if member.is_visible and member.place is not None
            if (act := self.visit(member.place)) is not None
        ]
        if not branches:
            return own

        def act_on(objects: list[object]) -> None:
            for steps, act in branches:
                act(_follow(steps, objects))
            if own is not None:
                own(objects)

        return act_on


def _steps(member: Member) -> tuple[Step, ...]:
    return (members_of(attribute(member.key)), *[items_of] * list_depth(member.type))


def _follow(steps: tuple[Step, ...], objects: Iterable[object]) -> list[object]:
    for step in steps:
        objects = step(objects)
    return list(objects)
