"""Which entities a fetch asks for: objects grouped by their key, keys rendered once each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_origin

import msgspec

from gateway.federation.execution.leaves import NULL, leaf_annotation
from gateway.federation.execution.representations import (
    Requirement,
    representation_head,
    requirements,
)
from gateway.federation.execution.shape import TYPENAME_KEY, Member, Place
from gateway.federation.execution.typed.boundaries import NotCleanError, NotTypableError
from gateway.federation.execution.typed.source import attribute, key_reader
from gateway.federation.execution.typed.walk import Walk, walk_to
from gateway.federation.language.selection import Field, SelectionSet
from gateway.federation.plan.nodes import Fetch
from gateway.federation.supergraph.model import Supergraph

_encode = msgspec.json.Encoder().encode
_HASHABLE = (str, int, bool, str | int)

Groups = dict[Any, list[Any]]
"""Key of an entity to the objects that are this entity."""


@dataclass(frozen=True, slots=True)
class TypeBatch:
    """How the objects of one type are represented.

    Attributes:
        key: of an object: a hashable that stands for the representation.
        render: the representation for a key.
    """

    key: Callable[[Any], Any]
    render: Callable[[Any], bytes]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one fetch asks for."""

    walk: Walk
    types: Mapping[str, TypeBatch]

    def collect(self, root: object) -> tuple[dict[bytes, list[Any]], dict[bytes, str]]:
        """Representation to its objects, in the answer's order; and to their type.

        Raises:
            NotCleanError: an object has no complete key.
        """
        objects = self.walk.objects(root)
        if len(self.types) == 1:
            ((name, batch),) = self.types.items()
            groups = _group(objects, batch)
            return groups, dict.fromkeys(groups, name)
        return self._collect_by_type(objects)

    def _collect_by_type(
        self, objects: list[Any]
    ) -> tuple[dict[bytes, list[Any]], dict[bytes, str]]:
        groups: dict[bytes, list[Any]] = {}
        names: dict[bytes, str] = {}
        typename = attribute(TYPENAME_KEY)
        for each in objects:
            name = getattr(each, typename)
            batch = self.types.get(name)
            if batch is not None:
                representation = batch.render(batch.key(each))
                groups.setdefault(representation, []).append(each)
                names[representation] = name
        return groups, names


def make_batch(fetch: Fetch, root: Place, supergraph: Supergraph) -> Batch:
    """Compile the ``path`` and ``requires`` of an entity fetch.

    Raises:
        NotTypableError: see ``walk_to``; or what is required is not where the fetch looks for it.
    """
    walk = walk_to(fetch.path, root)
    wanted = requirements(fetch, supergraph)
    types = {
        name: _type_batch(wanted[name], walk.place.variants[name].members, supergraph)
        for name in walk.type_names
        if name in wanted
    }
    tells_types = all(TYPENAME_KEY in each.members for each in walk.place.distinct_variants)
    if not types or (len(walk.type_names) > 1 and not tells_types):
        raise NotTypableError(f"the objects for fetch {fetch.id} do not tell their types")
    if len(walk.type_names) > len(types) == 1:
        raise NotTypableError(f"fetch {fetch.id} has no filter for the one type that it means")
    return Batch(walk, types)


def _group(objects: list[Any], batch: TypeBatch) -> dict[bytes, list[Any]]:
    groups: Groups = {}
    for each, key in zip(objects, map(batch.key, objects), strict=True):
        known = groups.get(key)
        if known is None:
            groups[key] = [each]
        else:
            known.append(each)
    render = batch.render
    return {render(key): members for key, members in groups.items()}


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

    def text(value: Any, *, is_required: bool) -> bytes:
        rendered = value if type(value) is bytes else _encode(value)
        if is_required and rendered == NULL:
            raise NotCleanError
        return rendered

    if len(leaves) == 1:
        start = head + names[0]
        return TypeBatch(
            key_reader(leaves), lambda key: start + text(key, is_required=is_key[0]) + b"}"
        )

    def render(key: tuple[Any, ...]) -> bytes:
        parts = [
            name + text(value, is_required=required)
            for name, value, required in zip(names, key, is_key, strict=True)
        ]
        return b"%b%b}" % (head, b"".join(parts))

    return TypeBatch(key_reader(leaves), render)


def _batch_of_objects(head: bytes, requirement: Requirement) -> TypeBatch:
    """Keys with objects or lists in them: the representation is its own key."""
    if _has_fragments(requirement.fields):
        raise NotTypableError("a requirement narrows an abstract type")

    def render(each: Any) -> bytes:
        parts = [head]
        for field in requirement.fields:
            value = _project(getattr(each, attribute(field.response_key)), field)
            if field.name in requirement.key_names and _has_null(value):
                raise NotCleanError
            parts.append(b'"%b":%b' % (field.name.encode(), _encode(value)))
        return b",".join(parts) + b"}"

    return TypeBatch(render, lambda rendered: rendered)


def _project(value: Any, wanted: Field) -> Any:
    if value is None or not wanted.selections:
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
    if isinstance(value, dict):
        return any(_has_null(each) for each in value.values())
    if isinstance(value, list):
        return any(_has_null(each) for each in value)
    return bool(value is None or value == msgspec.Raw(NULL))
