"""The shape of the answer: which members an object has at each place, and who supplies them.

In: the client's selections and the fetches of a plan without conditions. Out: a tree of places.
At a place stands one ``Variant`` for every set of object types that look alike there: its members
are in the order of the answer (GraphQL specification, section 6.3.2 CollectFields, over all
fetches together), and behind the visible ones the hidden ones that only later fetches read.

Invariant: lists are no places. ``reviews.@.author`` is the place of every author.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from gateway.federation.language.response_path import Key, OnType, ResponsePath
from gateway.federation.language.selection import Field, SelectionSet
from gateway.federation.language.type_reference import (
    NamedType,
    NonNullType,
    TypeReference,
    named_type,
)
from gateway.federation.plan.nodes import Fetch, KeyRename, QueryPlan
from gateway.federation.supergraph.model import Supergraph

TYPENAME_KEY = "__typename"
_TYPENAME_TYPE = NonNullType(NamedType("String"))


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where objects stand in the answer.

    Attributes:
        type_name: the static type.
        variants: object type name to its members; types that look alike share one variant. Where
            the client can see the place, inaccessible types are left out.
        is_abstract: whether an object has to tell its type.
        untold: the members of an object whose subgraph knows it by its interface only
            (``@interfaceObject``), until another subgraph tells its type; None where there is no
            such subgraph.
    """

    type_name: str
    variants: Mapping[str, Variant]
    is_abstract: bool
    untold: Variant | None = None

    @property
    def distinct_variants(self) -> tuple[Variant, ...]:
        """Each variant once, in the order of the types."""
        return tuple(dict.fromkeys(self.variants.values()))


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """The members of the objects of some types; visible ones first, in the answer's order."""

    type_names: tuple[str, ...]
    members: Mapping[str, Member]


@dataclass(frozen=True, slots=True)
class Member:
    """One key of an object.

    Attributes:
        key: in the answer. ``field_name``: in the schema. ``type``: in the supergraph.
        place: of the objects below; None for a leaf.
        suppliers: fetch id to the key that carries the value in that fetch's reply. Empty for
            introspection, and for objects that no subgraph in question can return.
    """

    key: str
    field_name: str
    type: TypeReference
    is_visible: bool
    place: Place | None
    suppliers: Mapping[int, str]


def build_shape(plan: QueryPlan, supergraph: Supergraph) -> Place:
    """The place of the answer's root, and below it all others."""
    layers = tuple(
        _Layer(fetch.id, fetch.path, fetch.selections, fetch.renames) for fetch in plan.fetches
    )
    root_type = supergraph.root_types[plan.operation.kind.value]
    return _ShapeBuilder(supergraph).place(root_type, plan.operation.selections, layers)


def fields_for(selections: SelectionSet, type_name: str, supergraph: Supergraph) -> Iterator[Field]:
    """The fields that apply to an object of this type, fragments opened, in order.

    ``type_name`` is an interface where an object's subgraph tells no more (``@interfaceObject``):
    the interfaces that it implements apply as well, as in planning.
    """
    for selection in selections:
        if isinstance(selection, Field):
            yield selection
        elif _meets(type_name, selection.type_condition, supergraph):
            yield from fields_for(selection.selections, type_name, supergraph)


def _meets(type_name: str, condition: str, supergraph: Supergraph) -> bool:
    possible = supergraph.possible_types.get(condition, (type_name,))
    return (
        type_name == condition
        or type_name in possible
        or condition in supergraph.types[type_name].interfaces
    )


def can_be_sent(fetch: Fetch, root: Place, supergraph: Supergraph) -> bool:
    """Whether it asks for anything, and anything can stand at its path and have what it requires.

    A condition may have taken away all that it asks for, the field that leads there, or the one
    that brings the key.
    """
    if not any(isinstance(each, Field) or each.selections for each in fetch.selections):
        return False
    standing = [(root, tuple(root.variants))]
    for step in fetch.path:
        if isinstance(step, OnType):
            standing = [
                (place, tuple(name for name in names if name in step.names))
                for place, names in standing
            ]
        elif isinstance(step, Key):
            standing = [
                (below, tuple(below.variants))
                for place, names in standing
                for below in dict.fromkeys(_places_below(place, names, step.name))
            ]
    return any(
        all(
            each.response_key in place.variants[name].members
            for each in fields_for(fetch.requires or (), name, supergraph)
        )
        for place, names in standing
        for name in names
    )


def _places_below(place: Place, type_names: tuple[str, ...], key: str) -> Iterator[Place]:
    for name in type_names:
        member = place.variants[name].members.get(key)
        if member is not None and member.place is not None:
            yield member.place


@dataclass(frozen=True, slots=True)
class _Layer:
    """A fetch as seen from a place: ``path`` still leads to where its selections begin."""

    fetch: int
    path: ResponsePath
    selections: SelectionSet
    renames: tuple[KeyRename, ...]


@dataclass(slots=True)
class _Draft:
    field_name: str
    is_visible: bool
    selections: list[SelectionSet] = field(default_factory=list)
    suppliers: dict[int, str] = field(default_factory=dict)
    layers: dict[tuple[int, ResponsePath], _Layer] = field(default_factory=dict)

    def add_layer(self, layer: _Layer) -> None:
        """Selections of one fetch that meet under one key are merged."""
        known = self.layers.get((layer.fetch, layer.path))
        if known is not None:
            layer = replace(layer, selections=(*known.selections, *layer.selections))
        self.layers[layer.fetch, layer.path] = layer


@dataclass(slots=True)
class _ShapeBuilder:
    supergraph: Supergraph
    # Equal questions have equal answers: without this, nested interfaces multiply.
    known: dict[tuple[str, SelectionSet | None, tuple[_Layer, ...]], Place] = field(
        default_factory=dict
    )

    def place(
        self, type_name: str, visible: SelectionSet | None, layers: tuple[_Layer, ...]
    ) -> Place:
        question = (type_name, visible, layers)
        if question not in self.known:
            self.known[question] = self._build_place(type_name, visible, layers)
        return self.known[question]

    def _build_place(
        self, type_name: str, visible: SelectionSet | None, layers: tuple[_Layer, ...]
    ) -> Place:
        alike: dict[object, list[str]] = {}
        members: dict[object, dict[str, Member]] = {}
        for name in self.supergraph.possible_types[type_name]:
            if visible is not None and self.supergraph.types[name].is_inaccessible:
                continue
            collected = self._members(name, visible, layers)
            look = tuple(_look(member) for member in collected.values())
            alike.setdefault(look, []).append(name)
            members.setdefault(look, collected)
        variants = [Variant(tuple(names), members[look]) for look, names in alike.items()]
        info = self.supergraph.types[type_name]
        untold = None
        if any(owner.is_interface_object for owner in info.owners.values()):
            untold = Variant((type_name,), self._members(type_name, visible, layers))
        return Place(
            type_name=type_name,
            variants={name: variant for variant in variants for name in variant.type_names},
            is_abstract=info.is_abstract,
            untold=untold,
        )

    def _members(
        self, type_name: str, visible: SelectionSet | None, layers: tuple[_Layer, ...]
    ) -> dict[str, Member]:
        drafts: dict[str, _Draft] = {}
        for each in fields_for(visible or (), type_name, self.supergraph):
            draft = drafts.setdefault(each.response_key, _Draft(each.name, is_visible=True))
            draft.selections.append(each.selections)
        passing: list[tuple[str, _Layer]] = []
        for layer in layers:
            path = _open(layer.path, type_name)
            if path is None:
                continue
            if path and isinstance(path[0], Key):
                passing.append((path[0].name, replace(layer, path=path[1:])))
            else:
                self._supply(drafts, type_name, layer)
        for key, layer in passing:
            if key in drafts:
                drafts[key].add_layer(layer)
        return {key: self._member(type_name, key, draft) for key, draft in drafts.items()}

    def _supply(self, drafts: dict[str, _Draft], type_name: str, layer: _Layer) -> None:
        becomes = {
            rename.sent_as: rename.becomes
            for rename in layer.renames
            if _open(rename.path, type_name) == ()
        }
        for each in fields_for(layer.selections, type_name, self.supergraph):
            key = becomes.get(each.response_key, each.response_key)
            draft = drafts.setdefault(key, _Draft(each.name, is_visible=False))
            draft.suppliers[layer.fetch] = each.response_key
            renames = _renames_below(layer.renames, type_name, {key, each.response_key})
            draft.add_layer(_Layer(layer.fetch, (), each.selections, renames))

    def _member(self, type_name: str, key: str, draft: _Draft) -> Member:
        reference = self._type_of(type_name, draft.field_name)
        below = self.supergraph.types.get(named_type(reference))
        place = None
        if below is not None and below.is_composite:
            visible = None
            if draft.is_visible:
                visible = tuple(each for part in draft.selections for each in part)
            place = self.place(below.name, visible, tuple(draft.layers.values()))
        return Member(key, draft.field_name, reference, draft.is_visible, place, draft.suppliers)

    def _type_of(self, type_name: str, field_name: str) -> TypeReference:
        if field_name.startswith("__"):
            return _TYPENAME_TYPE
        return self.supergraph.types[type_name].fields[field_name].type


def _open(path: ResponsePath, type_name: str) -> ResponsePath | None:
    """Drop the steps before the next key; None when a type filter excludes the type."""
    while path and not isinstance(path[0], Key):
        if isinstance(path[0], OnType) and type_name not in path[0].names:
            return None
        path = path[1:]
    return path


def _renames_below(
    renames: tuple[KeyRename, ...], type_name: str, keys: set[str]
) -> tuple[KeyRename, ...]:
    below = []
    for rename in renames:
        path = _open(rename.path, type_name)
        if path and isinstance(path[0], Key) and path[0].name in keys:
            below.append(replace(rename, path=path[1:]))
    return tuple(below)


def _look(member: Member) -> tuple[object, ...]:
    return (
        member.key,
        member.field_name,
        member.type,
        member.is_visible,
        id(member.place),
        tuple(member.suppliers.items()),
    )
