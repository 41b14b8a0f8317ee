"""How entity fetches become batches: what of an object is its key, and how it is rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_origin

import msgspec
from msgspec import UNSET

from gateway.federation.execution.leaves import NULL, RAW_NULL, leaf_annotation
from gateway.federation.execution.representations import (
    Requirement,
    representation_head,
    requirements,
)
from gateway.federation.execution.shape import TYPENAME_KEY, Member
from gateway.federation.execution.typed.batches import Batch, TypeBatch
from gateway.federation.execution.typed.boundaries import NotTypableError
from gateway.federation.execution.typed.classes import is_kept
from gateway.federation.execution.typed.source import attribute, grouper, key_reader, uniter
from gateway.federation.execution.typed.walk import Walk, WalkMaker
from gateway.federation.language.selection import Field, SelectionSet
from gateway.federation.language.type_reference import NonNullType, nullable
from gateway.federation.plan.nodes import Fetch
from gateway.federation.supergraph.model import Supergraph

_encode = msgspec.json.Encoder().encode
_HASHABLE = (str, int, bool, str | int)
_Leaf = tuple[str, bool]
"""An attribute, and whether its value is raw."""


@dataclass(slots=True)
class BatchMaker:
    """Compiles the ``path`` and ``requires`` of entity fetches; equal ones are the same batch."""

    walks: WalkMaker
    supergraph: Supergraph
    fetches: Sequence[Fetch]
    _known: dict[object, Batch] = field(default_factory=dict)
    _of_fetch: dict[int, Batch] = field(default_factory=dict)
    _types: dict[object, TypeBatch] = field(default_factory=dict)

    def batch(self, fetch: Fetch) -> Batch:
        """What the fetch asks for.

        Raises:
            NotTypableError: see ``WalkMaker.to``; or something required is not where it should be.
        """
        wanted = requirements(fetch, self.supergraph)
        question = (fetch.path, tuple(wanted.items()))
        if question not in self._known:
            self._known[question] = self._make(fetch, wanted)
        self._of_fetch[fetch.id] = self._known[question]
        return self._known[question]

    def _make(self, fetch: Fetch, wanted: Mapping[str, Requirement]) -> Batch:
        walk = self.walks.to(fetch.path)
        if walk.place.is_abstract and walk.place.type_name in wanted:
            raise NotTypableError(f"fetch {fetch.id} is what tells the type of its objects")
        types = {
            name: self._type_batch(wanted[name], walk.place.variants[name].members)
            for name in walk.type_names
            if name in wanted
        }
        tells_types = all(TYPENAME_KEY in each.members for each in walk.place.distinct_variants)
        if not types or (len(walk.type_names) > 1 and not tells_types):
            raise NotTypableError(f"the objects for fetch {fetch.id} do not tell their types")
        if len(walk.type_names) > len(types) == 1:
            raise NotTypableError(f"fetch {fetch.id} means one type and has no filter for it")
        if len(types) > 1:
            return Batch(walk, types)
        (name,) = types
        members = walk.place.variants[name].members
        required = [members[each.response_key] for each in wanted[name].fields]
        keys = frozenset(each.key for each in required)
        coarser = self._coarser(walk, required, keys)
        return Batch(walk, types, keys, coarser, self._uniter(fetch, walk, required))

    def _type_batch(self, wanted: Requirement, members: Mapping[str, Member]) -> TypeBatch:
        if not all(_is_selected(each, members) for each in wanted.fields):
            raise NotTypableError("something required is selected nowhere")
        read = [members[each.response_key] for each in wanted.fields]
        question = (wanted, tuple((str(each.type), each.is_visible, each.place) for each in read))
        if question not in self._types:
            self._types[question] = _type_batch(wanted, members, self.supergraph)
        return self._types[question]

    def _coarser(self, walk: Walk, required: list[Member], keys: frozenset[str]) -> Batch | None:
        for known in self._known.values():
            is_same = known.walk is walk and known.required and known.required <= keys
            if is_same and all(
                each.key in known.required
                or {self._of_fetch.get(supplier) for supplier in each.suppliers} == {known}
                for each in required
            ):
                return known
        return None

    def _uniter(
        self, fetch: Fetch, walk: Walk, required: list[Member]
    ) -> Callable[[list[Any]], dict[Any, Any]] | None:
        """One object for each key, if all that is not the key comes by fetches for that key."""
        keys = {each.key for each in required}
        here = [each for each in self.fetches if each.path == fetch.path]
        ids = {each.id for each in here}
        variants = walk.place.distinct_variants
        leaves = [_leaf(each, self.supergraph) for each in required]
        if walk.holder is None or len(variants) > 1 or walk.place.is_abstract or None in leaves:
            return None
        told_by_key = all(
            each.key in keys or (each.suppliers and ids.issuperset(each.suppliers))
            for each in variants[0].members.values()
            if is_kept(walk.place, each)
        )
        needs_key = all(keys <= _required_keys(each) for each in here)
        if not told_by_key or not needs_key:
            return None
        return uniter(walk.holder, [each for each in leaves if each is not None])


def _is_selected(wanted: Field, members: Mapping[str, Member]) -> bool:
    """Whether all of a requirement's field is there, whatever the types of the objects below."""
    member = members.get(wanted.response_key)
    if member is None or member.place is None:
        return member is not None
    return all(
        _is_selected(each, variant.members)
        for variant in member.place.distinct_variants
        for each in wanted.selections
        if isinstance(each, Field)
    )


def _required_keys(fetch: Fetch) -> set[str]:
    return {
        each.response_key
        for fragment in fetch.requires or ()
        for each in fragment.selections
        if isinstance(each, Field)
    }


def _type_batch(
    requirement: Requirement, members: Mapping[str, Member], supergraph: Supergraph
) -> TypeBatch:
    head = representation_head(requirement.typename)
    leaves = [_leaf(members[each.response_key], supergraph) for each in requirement.fields]
    if all(each is not None for each in leaves):
        return _batch_of_leaves(head, requirement, [each for each in leaves if each is not None])
    return _batch_of_objects(head, requirement)


def _leaf(member: Member, supergraph: Supergraph) -> _Leaf | None:
    """The leaf of a key; None for what cannot be hashed as it is."""
    if member.place is not None:
        return None
    of = NonNullType(nullable(member.type))
    annotation = leaf_annotation(of, supergraph, is_visible=member.is_visible)
    if annotation is msgspec.Raw:
        return attribute(member.key), True
    is_hashable = annotation in _HASHABLE or get_origin(annotation) is Literal
    return (attribute(member.key), False) if is_hashable else None


def _batch_of_leaves(head: bytes, requirement: Requirement, leaves: list[_Leaf]) -> TypeBatch:
    names = [b',"%b":' % each.name.encode() for each in requirement.fields]
    is_key = [each.name in requirement.key_names for each in requirement.fields]

    if len(leaves) == 1:
        start = head + names[0]

        def render_one(key: Any) -> bytes | None:
            rendered = _text(key, is_key=is_key[0])
            return None if rendered is None else b"%b%b}" % (start, rendered)

        return TypeBatch(key_reader(leaves), grouper(leaves), render_one)

    def render(key: tuple[Any, ...]) -> bytes | None:
        parts = [head]
        for name, value, required in zip(names, key, is_key, strict=True):
            rendered = _text(value, is_key=required)
            if rendered is None:
                return None
            parts += (name, rendered)
        return b"%b}" % b"".join(parts)

    return TypeBatch(key_reader(leaves), grouper(leaves), render)


def _text(value: Any, *, is_key: bool) -> bytes | None:
    if value is UNSET:
        return None
    rendered = value if type(value) is bytes else _encode(value)
    return None if is_key and rendered == NULL else rendered


def _batch_of_objects(head: bytes, requirement: Requirement) -> TypeBatch:
    """Keys with objects or lists in them: the representation is its own key."""
    if _asks_for_types(requirement.fields):
        raise NotTypableError("a requirement asks for types, which objects do not hold")

    def render(each: Any) -> bytes | None:
        parts = [head]
        for wanted in requirement.fields:
            value = _project(getattr(each, attribute(wanted.response_key)), wanted)
            if _holds(value, UNSET) or (wanted.name in requirement.key_names and _has_null(value)):
                return None
            parts.append(b'"%b":%b' % (wanted.name.encode(), _encode(value)))
        return b",".join(parts) + b"}"

    def group(objects: list[Any]) -> dict[Any, list[Any]]:
        groups: dict[Any, list[Any]] = {}
        for each in objects:
            groups.setdefault(render(each), []).append(each)
        return groups

    return TypeBatch(render, group, lambda rendered: rendered)


def _project(value: Any, wanted: Field) -> Any:
    if value is None or value is UNSET or not wanted.selections:
        return value
    if isinstance(value, list):
        return [_project(item, wanted) for item in value]
    return {
        each.name: _project(getattr(value, attribute(each.response_key)), each)
        for each in wanted.selections
        if isinstance(each, Field)
    }


def _asks_for_types(selections: SelectionSet) -> bool:
    return any(
        not isinstance(each, Field) or each.name == TYPENAME_KEY or _asks_for_types(each.selections)
        for each in selections
    )


def _has_null(value: Any) -> bool:
    return _holds(value, None) or _holds(value, RAW_NULL)


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds(each, wanted) for each in value.values())
    if isinstance(value, list):
        return any(_holds(each, wanted) for each in value)
    return bool(value is wanted or (isinstance(wanted, msgspec.Raw) and value == wanted))
