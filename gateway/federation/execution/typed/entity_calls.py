"""A call of ``_entities`` on the typed path: what it asks for, and how its reply is decoded.

Objects at different places become objects of different classes, so a reply may have to be read
more than once. Each reading decodes every list of the reply in one way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from operator import attrgetter
from typing import Any

import msgspec

from gateway.federation.execution.calls import Call, Question
from gateway.federation.execution.typed.batch_making import BatchMaker
from gateway.federation.execution.typed.batches import Batch, Notes
from gateway.federation.execution.typed.boundaries import NotCleanError
from gateway.federation.execution.typed.classes import ClassMaker
from gateway.federation.execution.typed.columns import Asked, Column, make_columns
from gateway.federation.execution.typed.replies import StrictReader


@dataclass(frozen=True, slots=True)
class Reading:
    """One way through the reply.

    Attributes:
        columns: position of a question, and how its list joins the answer.
        attributes: of the lists, in the same order; None where there is one list, which is read.
    """

    reader: StrictReader
    columns: tuple[tuple[int, Column], ...]
    attributes: Callable[[Any], Sequence[list[Any]]] | None

    def lists(self, body: bytes) -> Sequence[list[Any]]:
        """The lists of a reply, one for each column.

        Raises:
            NotCleanError: see ``StrictReader.read``.
        """
        data = self.reader.read(body)
        return (data,) if self.attributes is None else self.attributes(data)


@dataclass(frozen=True, slots=True)
class EntityCall:
    """A request for entities.

    Attributes:
        batches: for each question, what each of its fetches asks for.
    """

    batches: tuple[tuple[Batch, ...], ...]
    readings: tuple[Reading, ...]

    def collect(self, notes: Notes) -> tuple[Asked, ...]:
        """What to ask for, question by question, and for whom."""
        return tuple([_ask(batches, notes) for batches in self.batches])

    def absorb(self, asked: tuple[Asked, ...], body: bytes) -> bool:
        """Decode the reply and hand each entity to its objects; tell whether some do not exist.

        Raises:
            NotCleanError: anything is unusual.
        """
        has_gaps = False
        for reading in self.readings:
            lists = reading.lists(body)
            for (position, column), items in zip(reading.columns, lists, strict=True):
                if len(items) != len(asked[position].order):
                    raise NotCleanError
                column.absorb(items, asked[position], body)
                has_gaps = has_gaps or column.null in items
        return has_gaps


def make_entity_call(call: Call, batches: BatchMaker, classes: ClassMaker) -> EntityCall:
    """Compile a call with representations.

    Raises:
        NotTypableError: see ``ClassMaker.entity``, ``WalkMaker.to`` and ``BatchMaker.batch``.
    """
    of_questions = tuple(
        tuple(batches.batch(fetch) for fetch in question.fetches) for question in call.questions
    )
    columns = [
        [(number, question, column) for column in make_columns(question.fetches, wanted, classes)]
        for number, (question, wanted) in enumerate(zip(call.questions, of_questions, strict=True))
    ]
    readings = tuple(_reading([each for each in row if each]) for row in zip_longest(*columns))
    return EntityCall(of_questions, readings)


def _ask(batches: tuple[Batch, ...], notes: Notes) -> Asked:
    first = notes.collected(batches[0])
    if len(batches) == 1:
        return Asked(tuple(first.groups), (first,))
    collected = (first, *[notes.collected(batch) for batch in batches[1:]])
    order = dict.fromkeys(chain.from_iterable([each.groups for each in collected]))
    return Asked(tuple(order), collected)


def _reading(row: list[tuple[int, Question, Column]]) -> Reading:
    columns = tuple((number, column) for number, _, column in row)
    if len(row) == 1:
        ((_, question, column),) = row
        return Reading(StrictReader(column.annotation, question.key), columns, None)
    names = [f"list_{number}" for number, _ in columns]
    keys = {name: question.key for name, (_, question, _) in zip(names, row, strict=True)}
    fields = [(name, column.annotation) for name, (_, column) in zip(names, columns, strict=True)]
    data = msgspec.defstruct("Data", fields, gc=False, rename=keys)
    return Reading(StrictReader(data), columns, attrgetter(*names))
