"""From the answer's root to the objects at a path, mostly in C.

Nulls and members that have not come are falsy, objects are not: one filter passes both by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

from gateway.federation.execution.shape import TYPENAME_KEY, Member, Place
from gateway.federation.execution.typed.boundaries import NotTypableError
from gateway.federation.execution.typed.source import attribute
from gateway.federation.language.response_path import Key, OnType, ResponsePath

Step = Callable[[Iterable[Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Walk:
    """Leads to objects of one place.

    Attributes:
        type_names: which types the objects there may have.
    """

    place: Place
    type_names: tuple[str, ...]
    steps: tuple[Step, ...]

    def objects(self, root: object) -> list[Any]:
        """All objects there, in the answer's order; one that stands twice comes twice."""
        found: Iterable[Any] = (root,)
        for step in self.steps:
            found = step(found)
        return list(found)


def walk_to(path: ResponsePath, root: Place) -> Walk:
    """Compile a path.

    Raises:
        NotTypableError: it leads to places of different shapes, or filters by an unknown type.
    """
    walk = Walk(root, tuple(root.variants), ())
    for step in path:
        if isinstance(step, Key):
            walk = _into(walk, step.name)
        elif isinstance(step, OnType):
            walk = _only(walk, step.names)
        else:
            walk = Walk(walk.place, walk.type_names, (*walk.steps, items_of))
    return walk


def _into(walk: Walk, key: str) -> Walk:
    members = [_member(walk.place, name, key) for name in walk.type_names]
    places = {member.place for member in members if member is not None}
    if len(places) != 1 or None in places:
        raise NotTypableError(f"the path goes through {key!r} to places of different shapes")
    (place,) = places
    if place is None:
        raise AssertionError("just excluded")
    has_all = all(key in variant.members for variant in walk.place.distinct_variants)
    step = members_of(attribute(key)) if has_all else _get_where_present(attribute(key))
    return Walk(place, tuple(place.variants), (*walk.steps, step))


def _only(walk: Walk, names: tuple[str, ...]) -> Walk:
    wanted = tuple(name for name in walk.type_names if name in names)
    if wanted == walk.type_names:
        return walk
    if any(TYPENAME_KEY not in variant.members for variant in walk.place.distinct_variants):
        raise NotTypableError(f"the objects of {walk.place.type_name} do not tell their types")
    return Walk(walk.place, wanted, (*walk.steps, _of_types(frozenset(wanted))))


def _member(place: Place, type_name: str, key: str) -> Member | None:
    return place.variants[type_name].members.get(key)


def members_of(name: str) -> Step:
    """From objects to what they hold in this attribute, nothing left out but nulls."""
    get = attrgetter(name)
    return lambda objects: filter(None, map(get, objects))


def _get_where_present(name: str) -> Step:
    return lambda objects: filter(None, [getattr(each, name, None) for each in objects])


def items_of(lists: Iterable[Any]) -> Iterable[Any]:
    """From lists to their items, nulls left out."""
    return filter(None, chain.from_iterable(lists))


def _of_types(names: frozenset[str]) -> Step:
    typename = attrgetter(attribute(TYPENAME_KEY))
    return lambda objects: [each for each in objects if typename(each) in names]
