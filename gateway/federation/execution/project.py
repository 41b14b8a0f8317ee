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
from gateway.federation.plan.nodes import Fetch
from gateway.federation.supergraph.model import Supergraph


class _Incomplete(Exception):  # noqa: N818  # no error: this object has no representation
    """A part of the key is null, or something required has not come."""


@dataclass(slots=True)
class Projector:
    """Makes the representations of one entity fetch."""

    supergraph: Supergraph
    fetch: Fetch
    _requirements: dict[str, Requirement] = field(init=False)

    def __post_init__(self) -> None:
        self._requirements = dict(requirements(self.fetch, self.supergraph))

    def project(self, thing: Thing, place: Place) -> bytes | None:
        """The representation, or None when the object cannot be asked for.

        An object lacks a representation when its type is not meant, a key field is null, or
        something required is missing: then the error has been reported nearer to its cause.
        """
        requirement = self._requirements.get(thing.type_name or "")
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
        return b",".join(parts) + b"}"

    def _value_of(self, thing: Thing, place: Place, wanted: Field, *, is_key: bool) -> bytes:
        if wanted.response_key not in thing.members:
            raise _Incomplete
        member = variant_of(thing, place).members[wanted.response_key]
        value = thing.members[wanted.response_key]
        return self._encode(value, member, wanted, is_key=is_key)

    def _encode(self, value: Value, member: Member, wanted: Field, *, is_key: bool) -> bytes:
        if value is None or value == RAW_NULL:
            if is_key:
                raise _Incomplete
            return NULL
        if isinstance(value, list):
            items = [self._encode(item, member, wanted, is_key=is_key) for item in value]
            return b"[%b]" % b",".join(items)
        if isinstance(value, msgspec.Raw):
            return self._leaf(value, member)
        if not isinstance(value, Thing) or member.place is None:
            raise _Incomplete
        type_name = value.type_name or member.place.type_name
        inner = [
            b'"%b":%b'
            % (each.name.encode(), self._value_of(value, member.place, each, is_key=is_key))
            for each in fields_for(wanted.selections, type_name, self.supergraph)
        ]
        return b"{%b}" % b",".join(inner)

    def _leaf(self, raw: msgspec.Raw, member: Member) -> bytes:
        # Read and written as the typed run does it, so that both send the same bytes.
        annotation = leaf_annotation(member.type, self.supergraph, is_visible=False)
        try:
            return msgspec.json.encode(msgspec.json.decode(raw, type=annotation))
        except msgspec.DecodeError as error:
            raise _Incomplete from error
