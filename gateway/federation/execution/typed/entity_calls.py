"""A call of ``_entities`` on the typed path: what it asks for, and how its reply is decoded.

Objects at different places become objects of different classes, so a reply may have to be read
more than once. Each reading decodes every list of the reply in one way.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from gateway.federation.execution.calls import Call, Question
from gateway.federation.execution.typed.batch_making import BatchMaker
from gateway.federation.execution.typed.batches import Batch, Notes
from gateway.federation.execution.typed.boundaries import NotCleanError
from gateway.federation.execution.typed.classes import ClassMaker
from gateway.federation.execution.typed.columns import Asked, Column, make_columns
from gateway.federation.execution.typed.replies import data_of, read_strictly, reply_decoder


@dataclass(frozen=True, slots=True)
class Reading:
    """One way through the reply.

    Attributes:
        columns: position of the question, the attribute of its list, how it joins the answer.
    """

    decode: Any
    columns: tuple[tuple[int, str, Column], ...]


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
            data = read_strictly(reading.decode, body)
            for position, attribute, column in reading.columns:
                items = getattr(data, attribute)
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
    members = {
        f"list_{number}": (question.key, column.annotation) for number, question, column in row
    }
    decode = reply_decoder(data_of(members))
    return Reading(decode, tuple((number, f"list_{number}", column) for number, _, column in row))
