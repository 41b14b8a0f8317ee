"""What an answer may lack after something has failed, compared with the clean one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gateway.federation.execution.shape import Member, Place, Variant
from gateway.federation.language.type_reference import ListType, NonNullType, TypeReference

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Damage:
    """Nulls where the clean answer has none, and objects that no longer tell their type.

    Attributes:
        untold: an object of an interface that only its ``@interfaceObject`` subgraph has answered
            for; what the client wants of it by its type is not there.
    """

    nulls: list[Path]
    untold: list[Path]


def damage(clean: Any, broken: Any, place: Place) -> Damage:
    """Compare two answers; what is neither equal nor damage fails the test.

    What is made of other fields is not compared: from other inputs it has another value.
    """
    found = Damage([], [])
    _compare(clean, broken, (place,), (), found)
    return found


def fits(value: dict[str, Any], place: Place) -> bool:
    """Whether the object is what one of the place's types allows, keys in order."""
    return any(
        all(_fits(value[key], member.type, member.place) for key, member in _visible(variant))
        for variant in _variants(place)
        if list(value) == [key for key, _ in _visible(variant)]
    )


def _compare(clean: Any, broken: Any, places: tuple[Place, ...], path: Path, to: Damage) -> None:
    if isinstance(clean, dict) and isinstance(broken, dict) and places:
        if list(clean) != list(broken):
            possible = [[key for key, _ in _visible(each)] for each in _less_told(places)]
            assert list(broken) in possible, path
            to.untold.append(path)
        for key in broken:
            members = [*_members(places, key)]
            if not any(_is_made_of_others(each) for each in members):
                below = tuple(each.place for each in members if each.place is not None)
                _compare(clean[key], broken[key], below, (*path, key), to)
    elif isinstance(clean, list) and isinstance(broken, list) and len(clean) == len(broken):
        for index, pair in enumerate(zip(clean, broken, strict=True)):
            _compare(*pair, places, (*path, index), to)
    elif clean != broken:
        assert broken is None, path
        to.nulls.append(path)


def _is_made_of_others(member: Member) -> bool:
    """By a requirement, or, as the label of a basket, by a context."""
    return "_computed" in member.field_name or member.field_name == "label"


def _less_told(places: tuple[Place, ...]) -> Iterator[Variant]:
    """An object without a type; or any, where it depends on its parent's type how it is read."""
    for place in places:
        if len(places) > 1:
            yield from _variants(place)
        elif place.untold is not None:
            yield place.untold


def _members(places: tuple[Place, ...], key: str) -> Iterator[Member]:
    for place in places:
        for variant in _variants(place):
            if key in variant.members and variant.members[key].is_visible:
                yield variant.members[key]


def _variants(place: Place) -> tuple[Variant, ...]:
    return place.distinct_variants + ((place.untold,) if place.untold is not None else ())


def _visible(variant: Variant) -> list[tuple[str, Member]]:
    return [(key, member) for key, member in variant.members.items() if member.is_visible]


def _fits(value: Any, reference: TypeReference, place: Place | None) -> bool:
    if isinstance(reference, NonNullType):
        return value is not None and _fits(value, reference.of, place)
    if value is None:
        return True
    if isinstance(reference, ListType):
        return isinstance(value, list) and all(_fits(each, reference.item, place) for each in value)
    return place is None or fits(value, place)
