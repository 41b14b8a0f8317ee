"""Which entities a fetch asks for: objects grouped by their key, keys rendered once each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from gateway.federation.execution.shape import TYPENAME_KEY
from gateway.federation.execution.typed.source import attribute
from gateway.federation.execution.typed.walk import Found, Walk

Groups = dict[bytes, list[Any]]
"""Representation to the objects that are this entity, in the answer's order."""


@dataclass(frozen=True, slots=True, eq=False)
class TypeBatch:
    """How the objects of one type are represented; the same for all places that do it alike.

    Attributes:
        key: of an object: a hashable that stands for the representation.
        group: objects by their keys.
        render: the representation for a key; None where a part of it is null or has not come.
    """

    key: Callable[[Any], Any]
    group: Callable[[list[Any]], dict[Any, list[Any]]]
    render: Callable[[Any], bytes | None]


Texts = dict[Any, bytes | None]
"""Keys to what ``render`` has given for them."""


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
        unite: where nothing tells objects of one key apart, puts one of them in the place of all,
            and gives it by its key.
    """

    walk: Walk
    types: Mapping[str, TypeBatch]
    required: frozenset[str] = frozenset()
    coarser: Batch | None = None
    unite: Callable[[list[Any]], dict[Any, Any]] | None = None

    def collect(self, notes: Notes) -> Collected:
        """Find and group the objects."""
        if len(self.types) > 1:
            return self._collect_by_type(self.walk.objects(notes.root, notes.found))
        (batch,) = self.types.values()
        if self.coarser is not None:
            return _regroup(notes.collected(self.coarser), batch, notes.texts(batch))
        if self.unite is not None and self.walk.before is not None:
            holders = self.walk.before.objects(notes.root, notes.found)
            by_key = {key: [each] for key, each in self.unite(holders).items()}
        else:
            by_key = batch.group(self.walk.objects(notes.root, notes.found))
        return _rendered(by_key, batch, notes.texts(batch))

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
    _texts: dict[TypeBatch, Texts] = field(default_factory=dict)

    def texts(self, batch: TypeBatch) -> Texts:
        """The representations rendered so far: many places hold the same few entities."""
        return self._texts.setdefault(batch, {})

    def collected(self, batch: Batch) -> Collected:
        """The entities of a batch; all that it needs has come when it is first asked for."""
        known = self._collected.get(batch)
        if known is None:
            known = self._collected[batch] = batch.collect(self)
        return known


def _rendered(by_key: Mapping[Any, list[Any]], batch: TypeBatch, texts: Texts) -> Collected:
    groups: Groups = {}
    for key, members in by_key.items():
        representation = texts[key] if key in texts else texts.setdefault(key, batch.render(key))
        if representation is not None:
            groups[representation] = members
    return Collected(groups, {}, len(groups) < len(by_key))


def _regroup(coarser: Collected, batch: TypeBatch, texts: Texts) -> Collected:
    groups: Groups = {}
    has_gaps = coarser.has_gaps
    for objects in coarser.groups.values():
        key = batch.key(objects[0])
        representation = texts[key] if key in texts else texts.setdefault(key, batch.render(key))
        if representation is None:
            has_gaps = True
        elif representation in groups:
            groups[representation] = groups[representation] + objects
        else:
            groups[representation] = objects
    return Collected(groups, {}, has_gaps)
