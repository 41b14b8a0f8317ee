"""Which entities a fetch asks for: objects grouped by their key, keys rendered once each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
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
from gateway.federation.execution.typed.boundaries import NotTypableError
from gateway.federation.execution.typed.source import attribute, key_reader
from gateway.federation.execution.typed.walk import Found, Walk, WalkMaker
from gateway.federation.language.selection import Field, SelectionSet
from gateway.federation.plan.nodes import Fetch
from gateway.federation.supergraph.model import Supergraph

_encode = msgspec.json.Encoder().encode
_HASHABLE = (str, int, bool, str | int)

Groups = dict[bytes, list[Any]]
"""Representation to the objects that are this entity, in the answer's order."""


@dataclass(frozen=True, slots=True)
class TypeBatch:
    """How the objects of one type are represented.

    Attributes:
        key: of an object: a hashable that stands for the representation.
        render: the representation for a key; None where a part of it is null or has not come.
    """

    key: Callable[[Any], Any]
    render: Callable[[Any], bytes | None]


class Collected(msgspec.Struct, frozen=True, eq=False):
    """The entities of a batch.

    Attributes:
        groups: representation to its objects.
        type_names: representation to their type, where there is more than one.
        has_gaps: some objects have no complete key, so nothing is asked for them.
    """

    groups: Groups
    type_names: Mapping[bytes, str]
    has_gaps: bool


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What one fetch asks for.

    Attributes:
        required: the keys of the members that it reads.
        coarser: a batch of the same objects. Those that are one entity for it are one for this
            batch too, since whatever else is read here, the reply to that one has brought.
    """

    walk: Walk
    types: Mapping[str, TypeBatch]
    required: frozenset[str] = frozenset()
    coarser: Batch | None = None

    def collect(self, notes: Notes) -> Collected:
        """Find and group the objects."""
        if self.coarser is not None:
            (batch,) = self.types.values()
            return _regroup(notes.collected(self.coarser), batch)
        objects = self.walk.objects(notes.root, notes.found)
        if len(self.types) == 1:
            (batch,) = self.types.values()
            return _group(objects, batch)
        return self._collect_by_type(objects)

    def _collect_by_type(self, objects: list[Any]) -> Collected:
        groups: Groups = {}
        names: dict[bytes, str] = {}
        has_gaps = False
        typename = attribute(TYPENAME_KEY)
        for each in objects:
            name = getattr(each, typename)
            batch = self.types.get(name)
            if batch is None:
                continue
            representation = batch.render(batch.key(each))
            if representation is None:
                has_gaps = True
            else:
                groups.setdefault(representation, []).append(each)
                names[representation] = name
        return Collected(groups, names, has_gaps)


@dataclass(slots=True)
class Notes:
    """What one run has found in its answer so far; it stays true while the answer grows."""

    root: Any
    found: Found = field(default_factory=dict)
    _collected: dict[Batch, Collected] = field(default_factory=dict)

    def collected(self, batch: Batch) -> Collected:
        """The entities of a batch; all that it needs has come when it is first asked for."""
        known = self._collected.get(batch)
        if known is None:
            known = self._collected[batch] = batch.collect(self)
        return known


@dataclass(slots=True)
class BatchMaker:
    """Compiles the ``path`` and ``requires`` of entity fetches; equal ones are the same batch."""

    walks: WalkMaker
    supergraph: Supergraph
    _known: dict[object, Batch] = field(default_factory=dict)
    _of_fetch: dict[int, Batch] = field(default_factory=dict)

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
            name: _type_batch(wanted[name], walk.place.variants[name].members, self.supergraph)
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
        return Batch(walk, types, keys, self._coarser(walk, required, keys))

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


def _group(objects: list[Any], batch: TypeBatch) -> Collected:
    by_key: defaultdict[Any, list[Any]] = defaultdict(list)
    for key, each in zip(map(batch.key, objects), objects, strict=True):
        by_key[key].append(each)
    groups: Groups = {}
    for key, members in by_key.items():
        representation = batch.render(key)
        if representation is not None:
            groups[representation] = members
    return Collected(groups, {}, len(groups) < len(by_key))


def _regroup(coarser: Collected, batch: TypeBatch) -> Collected:
    groups: Groups = {}
    has_gaps = coarser.has_gaps
    for objects in coarser.groups.values():
        representation = batch.render(batch.key(objects[0]))
        if representation is None:
            has_gaps = True
        elif representation in groups:
            groups[representation] = groups[representation] + objects
        else:
            groups[representation] = objects
    return Collected(groups, {}, has_gaps)


def _type_batch(
    requirement: Requirement, members: Mapping[str, Member], supergraph: Supergraph
) -> TypeBatch:
    head = representation_head(requirement.typename)
    if any(each.response_key not in members for each in requirement.fields):
        raise NotTypableError("something required is selected nowhere")
    leaves = [_leaf(each, members[each.response_key], supergraph) for each in requirement.fields]
    if all(each is not None for each in leaves):
        return _batch_of_leaves(head, requirement, [each for each in leaves if each is not None])
    return _batch_of_objects(head, requirement)


def _leaf(wanted: Field, member: Member, supergraph: Supergraph) -> tuple[str, bool] | None:
    """The attribute and whether it is raw; None for what cannot be hashed as it is."""
    if member.place is not None:
        return None
    annotation = leaf_annotation(member.type, supergraph, is_visible=member.is_visible)
    if annotation is msgspec.Raw:
        return attribute(wanted.response_key), True
    is_hashable = annotation in _HASHABLE or get_origin(annotation) is Literal
    return (attribute(wanted.response_key), False) if is_hashable else None


def _batch_of_leaves(
    head: bytes, requirement: Requirement, leaves: list[tuple[str, bool]]
) -> TypeBatch:
    names = [b',"%b":' % each.name.encode() for each in requirement.fields]
    is_key = [each.name in requirement.key_names for each in requirement.fields]

    if len(leaves) == 1:
        start = head + names[0]

        def render_one(key: Any) -> bytes | None:
            rendered = _text(key, is_key=is_key[0])
            return None if rendered is None else b"%b%b}" % (start, rendered)

        return TypeBatch(key_reader(leaves), render_one)

    def render(key: tuple[Any, ...]) -> bytes | None:
        parts = [head]
        for name, value, required in zip(names, key, is_key, strict=True):
            rendered = _text(value, is_key=required)
            if rendered is None:
                return None
            parts += (name, rendered)
        return b"%b}" % b"".join(parts)

    return TypeBatch(key_reader(leaves), render)


def _text(value: Any, *, is_key: bool) -> bytes | None:
    if value is UNSET:
        return None
    rendered = value if type(value) is bytes else _encode(value)
    return None if is_key and rendered == NULL else rendered


def _batch_of_objects(head: bytes, requirement: Requirement) -> TypeBatch:
    """Keys with objects or lists in them: the representation is its own key."""
    if _has_fragments(requirement.fields):
        raise NotTypableError("a requirement narrows an abstract type")

    def render(each: Any) -> bytes | None:
        parts = [head]
        for wanted in requirement.fields:
            value = _project(getattr(each, attribute(wanted.response_key)), wanted)
            if _holds(value, UNSET) or (wanted.name in requirement.key_names and _has_null(value)):
                return None
            parts.append(b'"%b":%b' % (wanted.name.encode(), _encode(value)))
        return b",".join(parts) + b"}"

    return TypeBatch(render, lambda rendered: rendered)


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


def _has_fragments(selections: SelectionSet) -> bool:
    return any(
        not isinstance(each, Field) or _has_fragments(each.selections) for each in selections
    )


def _has_null(value: Any) -> bool:
    return _holds(value, None) or _holds(value, RAW_NULL)


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds(each, wanted) for each in value.values())
    if isinstance(value, list):
        return any(_holds(each, wanted) for each in value)
    return bool(value is wanted or (isinstance(wanted, msgspec.Raw) and value == wanted))
