"""The items of one ``_entities`` list, decoded one way, and the fetches that this serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec

from gateway.federation.execution.leaves import RAW_NULL
from gateway.federation.execution.typed.admit import admit
from gateway.federation.execution.typed.batches import Batch, Collected
from gateway.federation.execution.typed.classes import ClassMaker, Decoding
from gateway.federation.execution.typed.merging import Assign, make_assign
from gateway.federation.plan.nodes import Fetch


class Asked(msgspec.Struct, frozen=True, eq=False):
    """What a question has asked for, in the order of its reply, and for each fetch who waits."""

    order: tuple[bytes, ...]
    collected: tuple[Collected, ...]


@dataclass(frozen=True, slots=True)
class UniformColumn:
    """Entities of one type.

    Attributes:
        targets: position of the fetch in its question, and what its objects get.
    """

    decoding: Decoding
    targets: tuple[tuple[int, Assign], ...]
    null: ClassVar[Any] = None

    @property
    def annotation(self) -> Any:
        """Of the list; an entity that does not exist is null."""
        return list[self.decoding.annotation | None]  # type: ignore[name-defined]  # made for msgspec

    def absorb(self, items: list[Any], asked: Asked, body: bytes) -> None:
        """Hand each entity to its objects; null leaves them as they are.

        Raises:
            NotCleanError: see ``admit``.
        """
        admit(items, self.decoding, body)
        for position, assign in self.targets:
            groups = asked.collected[position].groups
            for representation, entity in zip(asked.order, items, strict=True):
                if entity is not None and (objects := groups.get(representation)):
                    assign(objects, entity)


@dataclass(frozen=True, slots=True)
class MixedColumn:
    """Entities of several types for one fetch: the representation tells which is which.

    Attributes:
        types: object type to how its entities are decoded and assigned.
    """

    position: int
    types: Mapping[str, tuple[Decoding, Any, Assign]]
    annotation: ClassVar[Any] = list[msgspec.Raw]
    null: ClassVar[Any] = RAW_NULL

    def absorb(self, items: list[Any], asked: Asked, body: bytes) -> None:
        """Hand each entity to its objects; null leaves them as they are.

        Raises:
            NotCleanError: see ``admit``. What msgspec raises passes through.
        """
        collected = asked.collected[self.position]
        for representation, raw in zip(asked.order, items, strict=True):
            if raw != RAW_NULL and representation in collected.groups:
                decoding, decode, assign = self.types[collected.type_names[representation]]
                assign(collected.groups[representation], admit(decode(raw), decoding, body))


Column = UniformColumn | MixedColumn


def make_columns(
    fetches: Sequence[Fetch], batches: Sequence[Batch], classes: ClassMaker
) -> tuple[Column, ...]:
    """The columns of a question; fetches that read the same leaves share one.

    Raises:
        NotTypableError: see ``ClassMaker.entity``.
    """
    uniform: dict[Decoding, list[tuple[int, Assign]]] = {}
    mixed: list[Column] = []
    for position, (fetch, batch) in enumerate(zip(fetches, batches, strict=True)):
        types = {name: _of_type(fetch, batch, name, classes) for name in batch.types}
        if len(types) == 1:
            ((decoding, assign),) = types.values()
            uniform.setdefault(decoding, []).append((position, assign))
        else:
            decoders = {
                name: (decoding, msgspec.json.Decoder(decoding.annotation).decode, assign)
                for name, (decoding, assign) in types.items()
            }
            mixed.append(MixedColumn(position, decoders))
    return (*(UniformColumn(each, tuple(targets)) for each, targets in uniform.items()), *mixed)


def _of_type(fetch: Fetch, batch: Batch, name: str, classes: ClassMaker) -> tuple[Decoding, Assign]:
    place = batch.walk.place
    decoding = classes.entity(fetch.id, place, name)
    return decoding, make_assign(fetch.id, place, place.variants[name].members)
