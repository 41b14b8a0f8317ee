"""The careful run's representations: an object of the tree as the bytes that are sent for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from gateway.federation.execution.leaves import NULL, RAW_NULL, leaf_annotation
from gateway.federation.execution.representations import (
    Requirement,
    representation_head,
    requirements,
)
from gateway.federation.execution.shape import Member, Place, fields_for
from gateway.federation.execution.tree import Thing, Value, variant_of
from gateway.federation.language.selection import Field
from gateway.federation.language.type_reference import (
    ListType,
    NonNullType,
    TypeReference,
    nullable,
)
from gateway.federation.plan.nodes import Fetch
from gateway.federation.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something required came in a form that the schema forbids.

    Attributes:
        suppliers: the fetches whose subgraphs are to blame.
    """

    suppliers: tuple[int, ...]


class _Incomplete(Exception):  # noqa: N818  # no error: this object has no representation
    """A part of the key is null, or something required has not come."""


class _Unusable(Exception):  # noqa: N818  # likewise: how an ``Unusable`` travels out
    """A member is not what the schema promises."""

    def __init__(self, member: Member) -> None:
        super().__init__()
        self.member = member


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A required field and the member that has its value."""

    field: Field
    member: Member
    is_key: bool


@dataclass(slots=True)
class Projector:
    """Makes the representations of one entity fetch."""

    supergraph: Supergraph
    fetch: Fetch
    _requirements: dict[str, Requirement] = field(init=False)

    def __post_init__(self) -> None:
        self._requirements = dict(requirements(self.fetch, self.supergraph))

    def project(self, thing: Thing, place: Place) -> bytes | Unusable | None:
        """The representation, or None when the object is not to be asked for.

        An object lacks a representation when its type is not meant, a nullable key field is null,
        or something required has not come: then the fetch that should have brought it knows why.
        """
        requirement = self._requirements.get(thing.type_name or place.type_name)
        if requirement is None:
            return None
        parts = [representation_head(requirement.typename)]
        try:
            for each in requirement.fields:
                is_key = each.name in requirement.key_names
                value = self._value_of(thing, place, each, is_key=is_key)
                parts.append(b'"%b":%b' % (each.name.encode(), value))
        except _Incomplete:
            return None
        except _Unusable as unusable:
            return Unusable(tuple(unusable.member.suppliers))
        return b",".join(parts) + b"}"

    def _value_of(self, thing: Thing, place: Place, wanted: Field, *, is_key: bool) -> bytes:
        if wanted.response_key not in thing.members:
            raise _Incomplete
        member = variant_of(thing, place).members[wanted.response_key]
        value = thing.members[wanted.response_key]
        return self._encode(value, member.type, _Wanted(wanted, member, is_key))

    def _encode(self, value: Value, reference: TypeReference, wanted: _Wanted) -> bytes:
        if value is None or value == RAW_NULL:
            if isinstance(reference, NonNullType):
                raise _Unusable(wanted.member)
            if wanted.is_key:
                raise _Incomplete
            return NULL
        shape = nullable(reference)
        if isinstance(value, list) and isinstance(shape, ListType):
            return b"[%b]" % b",".join(self._encode(each, shape.item, wanted) for each in value)
        if isinstance(value, msgspec.Raw):
            return self._leaf(value, wanted.member)
        if isinstance(value, Thing) and wanted.member.place is not None:
            return self._object(value, wanted.member.place, wanted)
        raise _Unusable(wanted.member)

    def _object(self, thing: Thing, place: Place, wanted: _Wanted) -> bytes:
        fields = fields_for(
            wanted.field.selections, thing.type_name or place.type_name, self.supergraph
        )
        inner = [
            b'"%b":%b'
            % (each.name.encode(), self._value_of(thing, place, each, is_key=wanted.is_key))
            for each in fields
        ]
        return b"{%b}" % b",".join(inner)

    def _leaf(self, raw: msgspec.Raw, member: Member) -> bytes:
        # Read and written as the typed run does it, so that both send the same bytes.
        annotation = leaf_annotation(member.type, self.supergraph, is_visible=False)
        try:
            return msgspec.json.encode(msgspec.json.decode(raw, type=annotation))
        except (msgspec.DecodeError, RecursionError) as error:
            raise _Unusable(member) from error
