"""From the answer's root to the objects at a path, mostly in C.

Nulls and members that have not come are falsy, objects are not: one filter passes both by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import Any

from gateway.federation.execution.shape import TYPENAME_KEY, Member, Place
from gateway.federation.execution.typed.boundaries import NotTypableError
from gateway.federation.execution.typed.source import ITEMS, attribute, stepper
from gateway.federation.language.response_path import Key, OnType, ResponsePath

Step = Callable[[Iterable[Any]], list[Any]]


Found = dict["Walk", list[Any]]
"""What walks of one run have found. It holds: whoever takes a walk has waited for its objects."""


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """Leads to objects of one place.

    Attributes:
        type_names: which types the objects there may have.
        before: the walk that this one prolongs by a step; None at the root.
        holder: the attribute in which the objects before hold these; ``ITEMS`` where those are
            lists; None where there is no such simple thing.
    """

    place: Place
    type_names: tuple[str, ...]
    before: Walk | None = None
    step: Step = list
    holder: str | None = None

    def objects(self, root: object, found: Found) -> list[Any]:
        """All objects there, in the answer's order; one that stands twice comes twice."""
        objects = found.get(self)
        if objects is None:
            before = [root] if self.before is None else self.before.objects(root, found)
            objects = found[self] = self.step(before)
        return objects


@dataclass(slots=True)
class WalkMaker:
    """Compiles paths; those that begin alike share the walk so far."""

    root: Place
    _known: dict[ResponsePath, Walk] = field(default_factory=dict)

    def to(self, path: ResponsePath) -> Walk:
        """The walk to a path.

        Raises:
            NotTypableError: it leads to places of different shapes, or filters by an unknown type.
        """
        if path not in self._known:
            self._known[path] = self._make(path)
        return self._known[path]

    def _make(self, path: ResponsePath) -> Walk:
        if not path:
            return Walk(self.root, tuple(self.root.variants))
        before, step = self.to(path[:-1]), path[-1]
        if isinstance(step, Key):
            return _into(before, step.name)
        if isinstance(step, OnType):
            return _only(before, step.names)
        return Walk(before.place, before.type_names, before, items_of, ITEMS)


def _into(walk: Walk, key: str) -> Walk:
    members = [_member(walk.place, name, key) for name in walk.type_names]
    places = {member.place for member in members if member is not None}
    if len(places) != 1 or None in places:
        raise NotTypableError(f"the path goes through {key!r} to places of different shapes")
    (place,) = places
    if place is None:
        raise AssertionError("just excluded")
    has_all = all(key in variant.members for variant in walk.place.distinct_variants)
    if not has_all:
        return Walk(place, tuple(place.variants), walk, _get_where_present(attribute(key)))
    return Walk(
        place, tuple(place.variants), walk, members_of(attribute(key)), holder=attribute(key)
    )


def _only(walk: Walk, names: tuple[str, ...]) -> Walk:
    wanted = tuple(name for name in walk.type_names if name in names)
    if wanted == walk.type_names:
        return walk
    if any(TYPENAME_KEY not in variant.members for variant in walk.place.distinct_variants):
        raise NotTypableError(f"the objects of {walk.place.type_name} do not tell their types")
    return Walk(walk.place, wanted, walk, _of_types(frozenset(wanted)))


def _member(place: Place, type_name: str, key: str) -> Member | None:
    return place.variants[type_name].members.get(key)


def members_of(name: str) -> Step:
    """From objects to what they hold in this attribute, nothing left out but nulls."""
    return stepper(name)


def _get_where_present(name: str) -> Step:
    return lambda objects: [found for each in objects if (found := getattr(each, name, None))]


def items_of(lists: Iterable[Any]) -> list[Any]:
    """From lists to their items, nulls left out."""
    return list(filter(None, chain.from_iterable(lists)))


def _of_types(names: frozenset[str]) -> Step:
    typename = attrgetter(attribute(TYPENAME_KEY))
    return lambda objects: [each for each in objects if typename(each) in names]
