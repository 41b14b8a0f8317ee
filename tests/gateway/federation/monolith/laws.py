"""A law is checked of a question; where it is broken, the smallest such question is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.gateway.federation.execution.subgraphs import Outcome
from tests.gateway.federation.monolith.operations import RandomOperation
from tests.gateway.federation.monolith.question import Question
from tests.gateway.federation.monolith.reducing import reduced

Law = Callable[[Question], Outcome]


def require(law: Law, question: Question) -> Outcome:
    """Check a law; what breaks it is reduced."""
    try:
        return law(question)
    except Exception as error:  # noqa: BLE001 - whatever fails is reduced
        smallest = _smallest(law, question, error)
        cause = _failure(law, smallest) or error
        cause.add_note(f"{smallest.world}\n{smallest}")
        raise cause from None


def _smallest(law: Law, question: Question, error: Exception) -> Question:
    def fails(operation: RandomOperation) -> bool:
        told = _failure(law, replace(question, operation=operation))
        return type(told) is type(error)

    schema = question.world.api_schema
    return replace(question, operation=reduced(question.operation, schema, fails))


def _failure(law: Law, question: Question) -> Exception | None:
    try:
        law(question)
    except Exception as error:  # noqa: BLE001 - whatever fails is a failure
        return error
    return None
