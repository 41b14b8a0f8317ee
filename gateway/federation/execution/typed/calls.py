"""One call on the typed path: what it sends, and how its reply joins the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from gateway.federation.execution.calls import Call
from gateway.federation.execution.leaves import NULL, RAW_NULL
from gateway.federation.execution.shape import Place
from gateway.federation.execution.typed.admit import converted, require_no_hidden_nulls
from gateway.federation.execution.typed.batches import Batch, BatchMaker, Collected
from gateway.federation.execution.typed.boundaries import NotCleanError, NotTypableError
from gateway.federation.execution.typed.classes import ClassMaker, Decoding
from gateway.federation.execution.typed.merging import Assign, make_assign
from gateway.federation.execution.typed.walk import Walk, walk_to
from gateway.federation.plan.nodes import Fetch

# The specification forbids an empty list, yet some servers send one.
_NO_ERRORS = (RAW_NULL, msgspec.Raw(b"[]"))


@dataclass(frozen=True, slots=True)
class RootCall:
    """A call that selects from a root type."""

    walk: Walk
    decoding: Decoding
    decode: Any
    assign: Assign

    def targets(self, root: object) -> list[Any]:
        """The objects to extend."""
        return self.walk.objects(root)

    def absorb(self, targets: list[Any], body: bytes) -> None:
        """Decode the reply and hand its members over.

        Raises:
            NotCleanError: anything is unusual.
        """
        for target in targets:
            # Several parents must not share objects that another fetch extends: decode for each.
            self.assign([target], self._read(body))

    def _read(self, body: bytes) -> Any:
        data = read_strictly(self.decode, body).data
        return admit(data, self.decoding, body)


@dataclass(frozen=True, slots=True)
class EntityTarget:
    """What an entity call does for one fetch: for each type, how it is decoded and assigned."""

    batch: Batch
    types: Mapping[str, tuple[Decoding, Any, Assign]]
    decode_all: Any
    """Decodes the whole reply, where there is only one type; else None."""


@dataclass(frozen=True, slots=True)
class Entities:
    """What a call has asked for, in the order of its reply, and who waits for it."""

    order: tuple[bytes, ...]
    collected: tuple[Collected, ...]


@dataclass(frozen=True, slots=True)
class EntityCall:
    """A call of ``_entities`` for one or more fetches."""

    fetches: tuple[EntityTarget, ...]

    def collect(self, root: object, scratch: dict[Batch, Collected]) -> Entities:
        """What to ask for, and for whom.

        ``scratch`` holds what has been collected since the answer last grew.

        Raises:
            NotCleanError: see ``Batch.collect``.
        """
        collected: list[Collected] = []
        order: dict[bytes, None] = {}
        for each in self.fetches:
            if each.batch not in scratch:
                scratch[each.batch] = each.batch.collect(root)
            collected.append(scratch[each.batch])
            order.update(dict.fromkeys(collected[-1].groups))
        return Entities(tuple(order), tuple(collected))

    def absorb(self, entities: Entities, body: bytes) -> None:
        """Decode the reply for each fetch and hand each entity to its objects.

        Raises:
            NotCleanError: anything is unusual.
        """
        for target, collected in zip(self.fetches, entities.collected, strict=True):
            if target.decode_all is not None:
                _absorb_all(target, entities.order, collected, body)
            else:
                _absorb_each(target, entities.order, collected, body)


def _absorb_all(
    target: EntityTarget, order: tuple[bytes, ...], collected: Collected, body: bytes
) -> None:
    ((decoding, _, assign),) = target.types.values()
    entities = read_strictly(target.decode_all, body).data.entities
    if len(entities) != len(order):
        raise NotCleanError
    admit(entities, decoding, body)
    groups = collected.groups
    for representation, entity in zip(order, entities, strict=True):
        if representation in groups:
            assign(groups[representation], entity)


def _absorb_each(
    target: EntityTarget, order: tuple[bytes, ...], collected: Collected, body: bytes
) -> None:
    """Entities of several types: the representation tells which is which."""
    raw = read_strictly(_raw_entities, body).data.entities
    if len(raw) != len(order):
        raise NotCleanError
    for representation, each in zip(order, raw, strict=True):
        if representation in collected.groups:
            decoding, decode, assign = target.types[collected.type_names[representation]]
            entity = admit(decode(each), decoding, body)
            assign(collected.groups[representation], entity)


def admit(value: Any, decoding: Decoding, body: bytes) -> Any:
    """Look for hidden nulls where there can be any, and convert what needs it."""
    if decoding.may_hide_nulls and NULL in body:
        require_no_hidden_nulls(value, decoding)
    return converted(value, decoding) if decoding.needs_conversion else value


def read_strictly(decode: Any, body: bytes) -> Any:
    """Decode a reply that has data and no errors.

    Raises:
        NotCleanError: it has errors. What msgspec raises passes through.
    """
    if not body.isascii():
        body.decode()
    reply = decode(body)
    if reply.errors is not UNSET and reply.errors not in _NO_ERRORS:
        raise NotCleanError
    return reply


def make_root_call(call: Call, root: Place, classes: ClassMaker) -> RootCall:
    """Compile a call without representations.

    Raises:
        NotTypableError: see ``ClassMaker.decoding`` and ``walk_to``.
    """
    fetch = call.fetches[0]
    walk = walk_to(fetch.path, root)
    if walk.place.is_abstract:
        raise NotTypableError("a root type is an object type")
    (variant,) = walk.place.distinct_variants
    decoding = classes.entity(fetch.id, walk.place, walk.place.type_name)
    assign = make_assign(fetch.id, walk.place, variant.members)
    return RootCall(walk, decoding, _decoder(decoding.annotation), assign)


def make_entity_call(call: Call, batches: BatchMaker, classes: ClassMaker) -> EntityCall:
    """Compile a call with representations.

    Raises:
        NotTypableError: see ``ClassMaker.decoding``, ``walk_to`` and ``BatchMaker.batch``.
    """
    return EntityCall(tuple(_entity_target(fetch, batches, classes) for fetch in call.fetches))


def _entity_target(fetch: Fetch, batches: BatchMaker, classes: ClassMaker) -> EntityTarget:
    batch = batches.batch(fetch)
    place = batch.walk.place
    types: dict[str, tuple[Decoding, Any, Assign]] = {}
    for name in batch.types:
        decoding = classes.entity(fetch.id, place, name)
        assign = make_assign(fetch.id, place, place.variants[name].members)
        types[name] = (decoding, msgspec.json.Decoder(decoding.annotation).decode, assign)
    decode_all = None
    if len(types) == 1:
        ((decoding, _, _),) = types.values()
        decode_all = _decoder(_entities(list[decoding.annotation]))  # type: ignore[name-defined]  # made for msgspec
    return EntityTarget(batch, types, decode_all)


def _entities(annotation: Any) -> type:
    fields = [("entities", annotation)]
    return msgspec.defstruct("Entities", fields, gc=False, rename={"entities": "_entities"})


def _decoder(data: Any) -> Any:
    fields: list[tuple[str, Any] | tuple[str, Any, Any]]
    fields = [("data", data), ("errors", msgspec.Raw | UnsetType, UNSET)]
    return msgspec.json.Decoder(msgspec.defstruct("Reply", fields, gc=False)).decode


_raw_entities = _decoder(_entities(list[msgspec.Raw]))
