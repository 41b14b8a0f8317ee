"""Subgraphs' replies as a tree of Python values: the careful run's picture of the answer.

In: the bytes of a reply, read step by step under the guidance of a ``Place``, so that only the
structure is decoded and every leaf keeps its bytes. What does not have the shape that the schema
promises becomes ``Broken`` right there and costs nothing around it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from gateway.federation.execution.leaves import RAW_NULL
from gateway.federation.execution.shape import TYPENAME_KEY, Member, Place, Variant
from gateway.federation.language.response_path import (
    EachItem,
    Key,
    OnType,
    ResponsePath,
    Step,
)
from gateway.federation.language.type_reference import ListType, TypeReference, nullable
from gateway.federation.supergraph.model import Supergraph

_read_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_read_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_read_text = msgspec.json.Decoder(str).decode

DataPath = tuple[str | int, ...]


@dataclass(slots=True, eq=False)
class Thing:
    """An object of the answer.

    Attributes:
        type_name: None while an object of an abstract type has not told it and need not.
        members: by the answer's keys. A key that no reply has brought (yet) is not there.
    """

    type_name: str | None
    members: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that does not fit the schema.

    Attributes:
        reason: continues the words "the value".
        fetch_id: whose reply it stood in; None before that is known.
    """

    reason: str
    fetch_id: int | None = None


NESTED_TOO_DEEPLY = "is nested too deeply"
Value = Thing | Broken | msgspec.Raw | list[Any] | None


def variant_of(thing: Thing, place: Place) -> Variant:
    """The members that this object has at this place."""
    if thing.type_name is None:
        return place.untold or place.distinct_variants[0]
    return place.variants[thing.type_name]


@dataclass(frozen=True, slots=True)
class TreeReader:
    """Reads the reply of one fetch."""

    supergraph: Supergraph
    fetch_id: int

    def read(self, raw: msgspec.Raw, place: Place, type_name: str | None = None) -> Value:
        """Read one object; ``type_name`` is what the gateway already knows of it."""
        if raw == RAW_NULL:
            return None
        try:
            sent = _read_object(raw)
        except msgspec.DecodeError:
            return self._broken("is not an object")
        except RecursionError:
            return self._broken(NESTED_TOO_DEEPLY)
        told = self._told_type(sent, place)
        if isinstance(told, Broken):
            return told
        name = self._settle_type(told, place, type_name)
        if isinstance(name, Broken):
            return name
        thing = Thing(name)
        for member in variant_of(thing, place).members.values():
            if self.fetch_id in member.suppliers:
                thing.members[member.key] = self._member(sent, member)
        return thing

    def _told_type(self, sent: dict[str, msgspec.Raw], place: Place) -> str | Broken | None:
        keys = self._typename_keys(place)
        raw = next((sent[key] for key in keys if key in sent), None)
        if raw is None:
            return None
        try:
            return _read_text(raw)
        except msgspec.DecodeError:
            return self._broken("has a __typename that is not a string")

    def _typename_keys(self, place: Place) -> list[str]:
        """Where a type is told that anybody reads: of an object type, only what the client sees."""
        told = [
            member.suppliers[self.fetch_id]
            for variant in place.distinct_variants
            for member in variant.members.values()
            if member.field_name == TYPENAME_KEY and self.fetch_id in member.suppliers
            if place.is_abstract or member.is_visible
        ]
        return [TYPENAME_KEY, *told] if place.is_abstract else told

    def _settle_type(
        self, told: str | None, place: Place, known: str | None
    ) -> str | Broken | None:
        if known in place.variants:
            # An interface object tells the interface's name, which is no lie.
            fits = told is None or known in self.supergraph.possible_types.get(told, ())
            return known if fits else self._broken(f"is of type {told!r} instead of {known!r}")
        if told is None:
            if not place.is_abstract:
                return place.type_name
            if _may_stay_untold(place):
                return None
            return self._broken("does not tell its __typename")
        if told in place.variants:
            return told
        if place.is_abstract and told == place.type_name and _may_stay_untold(place):
            return None
        info = self.supergraph.types.get(told)
        if info is not None and info.is_inaccessible:
            return self._broken("is of a type that cannot stand here")
        return self._broken(f"is of type {told!r}, which cannot stand here")

    def _member(self, sent: dict[str, msgspec.Raw], member: Member) -> Value:
        raw = sent.get(member.suppliers[self.fetch_id])
        if raw is None:
            return self._broken("was left out by the subgraph")
        if member.place is None:
            return raw
        return self._composite(raw, member.type, member.place)

    def _composite(self, raw: msgspec.Raw, reference: TypeReference, place: Place) -> Value:
        shape = nullable(reference)
        if not isinstance(shape, ListType):
            return self.read(raw, place)
        if raw == RAW_NULL:
            return None
        try:
            items = _read_list(raw)
        except msgspec.DecodeError:
            return self._broken("is not a list")
        except RecursionError:
            return self._broken(NESTED_TOO_DEEPLY)
        return [self._composite(item, shape.item, place) for item in items]

    def _broken(self, reason: str) -> Broken:
        return Broken(reason, self.fetch_id)


def _may_stay_untold(place: Place) -> bool:
    return place.untold is not None or len(place.distinct_variants) == 1


@dataclass(frozen=True, slots=True)
class Standing:
    """A value, the place of the objects in it, and its path in the client's answer.

    Attributes:
        path: as far as the client sees; a hidden value has the path of the object it belongs to.
    """

    value: Value
    place: Place | None
    path: DataPath
    is_visible: bool = True


@dataclass(frozen=True, slots=True)
class StandingThing:
    """An object that stands somewhere in the answer."""

    thing: Thing
    place: Place
    path: DataPath


def things_at(root: Thing, place: Place, path: ResponsePath) -> list[StandingThing]:
    """The objects at a path below the root; nulls and broken values are passed by."""
    found = [Standing(root, place, ())]
    for step in path:
        found = [below for standing in found for below in _below(standing, step)]
    return [
        StandingThing(each.value, each.place, each.path)
        for each in found
        if isinstance(each.value, Thing) and each.place is not None
    ]


def _below(standing: Standing, step: Step) -> list[Standing]:
    value, place = standing.value, standing.place
    if isinstance(value, list) and isinstance(step, EachItem):
        return [_inside(standing, item, place, index) for index, item in enumerate(value)]
    if not isinstance(value, Thing) or place is None:
        return []
    if isinstance(step, OnType):
        return [standing] if value.type_name in step.names else []
    if isinstance(step, Key) and step.name in value.members:
        member = variant_of(value, place).members[step.name]
        below = _inside(standing, value.members[step.name], member.place, step.name)
        return [
            below if member.is_visible else replace(below, path=standing.path, is_visible=False)
        ]
    return []


def _inside(around: Standing, value: Value, place: Place | None, step: str | int) -> Standing:
    path = (*around.path, step) if around.is_visible else around.path
    return Standing(value, place, path, around.is_visible)
