"""From the tree of replies to the answer: nulls are placed, propagated and explained.

In: the root ``Thing`` and its place. Out: plain values in the answer's order and the errors that
this step found (GraphQL specification, section 6.4.4 Handling Execution Errors). Only visible
members are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec

from gateway.federation.execution.errors import (
    FORBIDDEN,
    INVALID_VALUE,
    UNEXPECTED_NULL,
    ErrorPath,
    ResponseError,
)
from gateway.federation.execution.faults import FailedFetch, Faults
from gateway.federation.execution.leaves import RAW_NULL, is_untyped, value_annotation
from gateway.federation.execution.shape import TYPENAME_KEY, Member, Place
from gateway.federation.execution.tree import (
    NESTED_TOO_DEEPLY,
    Broken,
    Thing,
    Value,
    variant_of,
)
from gateway.federation.language.type_reference import (
    ListType,
    NamedType,
    NonNullType,
    TypeReference,
    nullable,
)
from gateway.federation.plan.nodes import Coordinate
from gateway.federation.supergraph.model import Supergraph

_read_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_ABSENT = Broken("is supplied by no fetch of the plan")
_FORBIDDEN = Broken("is not for this caller")

Cause = ResponseError | FailedFetch | None


class _Null(Exception):  # noqa: N818  # no error: how a null travels to the nearest nullable place
    """There is no value here, and the position does not allow null."""

    def __init__(self, cause: Cause, path: ErrorPath) -> None:
        super().__init__()
        self.cause = cause
        self.path = path


@dataclass(frozen=True, slots=True)
class _Site:
    """A field of an object type, for messages and blame."""

    type_name: str
    member: Member

    @property
    def name(self) -> str:
        """``Product.price``."""
        return f"{self.type_name}.{self.member.field_name}"


@dataclass(slots=True)
class Completion:
    """One walk over the tree."""

    supergraph: Supergraph
    faults: Faults
    introspection: dict[str, msgspec.Raw]
    forbidden: Mapping[Coordinate, str]
    found: list[tuple[Cause, ErrorPath]] = field(default_factory=list)

    def complete(self, root: Thing, place: Place) -> dict[str, Any] | None:
        """The answer's data."""
        try:
            return self._object(root, place, ())
        except _Null as null:
            self.found = [(null.cause, null.path)]
            return None

    def errors(self) -> list[ResponseError]:
        """All errors of the answer: the subgraphs' own, then one for each other null."""
        told = [self._error_for(*each) for each in self.found]
        errors = [*self.faults.reported, *(error for error in told if error is not None)]
        return [*errors, *self.faults.untold(errors)]

    def _object(self, thing: Thing, place: Place, path: ErrorPath) -> dict[str, Any]:
        type_name = thing.type_name or place.type_name
        return {
            key: self._field(thing, _Site(type_name, member), (*path, key))
            for key, member in variant_of(thing, place).members.items()
            if member.is_visible
        }

    def _field(self, thing: Thing, site: _Site, path: ErrorPath) -> Any:
        member = site.member
        if member.field_name == TYPENAME_KEY and thing.type_name is not None:
            return thing.type_name
        if not path[1:] and member.key in self.introspection:
            return self.introspection[member.key]
        value = thing.members.get(member.key, _ABSENT)
        if self.forbidden and self._forbidding(site) is not None:
            value = _FORBIDDEN
        return self._value(value, member.type, site, path)

    def _value(self, value: Value, reference: TypeReference, site: _Site, path: ErrorPath) -> Any:
        if isinstance(reference, NonNullType):
            result = self._present(value, reference, site, path)
            if result is None:
                raise _Null(self._unexpected_null(site, path), path)
            return result
        found_before = len(self.found)
        try:
            return self._present(value, reference, site, path)
        except _Null as null:
            # What was found inside a branch that turns out null is not part of the answer.
            del self.found[found_before:]
            self.found.append((null.cause, path))
            return None

    def _present(self, value: Value, reference: TypeReference, site: _Site, path: ErrorPath) -> Any:
        if value is None or value == RAW_NULL:
            return None
        if isinstance(value, Broken):
            return self._broken(value, site, path)
        if isinstance(value, Thing):
            if site.member.place is None:
                raise AssertionError("an object stands where the schema has a leaf")
            return self._object(value, site.member.place, path)
        if isinstance(value, list):
            return self._items(value, reference, site, path)
        return self._leaf(value, reference, site, path)

    def _items(
        self, items: list[Any], reference: TypeReference, site: _Site, path: ErrorPath
    ) -> list[Any]:
        shape = nullable(reference)
        if not isinstance(shape, ListType):
            raise AssertionError("a list stands where the schema has none")
        return [
            self._value(item, shape.item, site, (*path, index)) for index, item in enumerate(items)
        ]

    def _leaf(
        self, raw: msgspec.Raw, reference: TypeReference, site: _Site, path: ErrorPath
    ) -> Any:
        if is_untyped(reference, self.supergraph):
            return raw
        shape = nullable(reference)
        try:
            if isinstance(shape, NamedType):
                return leaf_decoder(shape.name, self.supergraph).decode(raw)
            items = _read_list(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self._broken(Broken(f"is no {shape}"), site, path)
        except RecursionError:
            return self._broken(Broken(NESTED_TOO_DEEPLY), site, path)
        return self._items(items, reference, site, path)

    def _broken(self, value: Broken, site: _Site, path: ErrorPath) -> None:
        """Raise the cause, if there is one; an entity that does not exist is a plain null."""
        if value is _FORBIDDEN:
            raise _Null(self._denial(site, path), path)
        is_absent = value is _ABSENT
        cause = self.faults.cause(site.member.suppliers, path, look_back=is_absent)
        if isinstance(cause, FailedFetch):
            raise _Null(cause, path)
        if cause:
            raise _Null(None, path)
        if not is_absent or not site.member.suppliers:
            message = f"The value of {site.name} {value.reason}."
            raise _Null(ResponseError(message, path, {"code": INVALID_VALUE}), path)

    def _forbidding(self, site: _Site) -> str | None:
        """The directive that forbids a field, be it read on its interface only."""
        name = site.member.field_name
        found = self.forbidden.get((site.type_name, name))
        if found is not None or site.member.suppliers:
            return found
        interfaces = self.supergraph.types[site.type_name].interfaces
        return next(filter(None, (self.forbidden.get((each, name)) for each in interfaces)), None)

    def _denial(self, site: _Site, path: ErrorPath) -> ResponseError:
        directive = f"@{self._forbidding(site)}"
        return ResponseError(
            f"{site.name} is not for this caller: {directive}.",
            path,
            {"code": FORBIDDEN, "coordinate": site.name, "directive": directive},
        )

    def _unexpected_null(self, site: _Site, path: ErrorPath) -> Cause:
        cause = self.faults.cause(site.member.suppliers, path, look_back=False)
        if isinstance(cause, FailedFetch):
            return cause
        if cause:
            return None
        return ResponseError(
            f"Cannot return null for non-nullable field {site.name}.",
            path,
            {"code": UNEXPECTED_NULL},
        )

    def _error_for(self, cause: Cause, path: ErrorPath) -> ResponseError | None:
        return self.faults.tell(cause, path) if isinstance(cause, FailedFetch) else cause


@lru_cache(maxsize=256)
def _decoder(annotation: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(annotation)


def leaf_decoder(name: str, supergraph: Supergraph) -> msgspec.json.Decoder[Any]:
    """The decoder of a visible leaf that is not null."""
    return _decoder(value_annotation(name, supergraph, is_visible=True))
