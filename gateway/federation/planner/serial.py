"""Root fields of a mutation: each is executed once, at its first place that is not skipped.

    in:  m @skip(if: $a) { x }  n  m { y }
    out: m @skip(if: $a) { x y }  n  m @include(if: $a) { y }

What stands apart may go to different subgraphs, so the conditions exclude one another
(GraphQL specification, sections 6.2.2 Mutation and 6.3.2 CollectFields).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gateway.federation.errors import PlanningBudgetError
from gateway.federation.language.selection import Condition, Field, SelectionSet

# Of conditions on several variables, each repetition of a field multiplies the cases.
MOST_CASES = 64


def in_series(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields in the order of their execution; of one response key at most one is executed.

    Raises:
        PlanningBudgetError: a field is repeated under too many conditions.
    """
    before: dict[str, list[Condition]] = {}
    for number, each in enumerate(fields):
        earlier = before.setdefault(each.response_key, [])
        cases = _cases(each.condition, earlier)
        earlier.append(each.condition)
        if cases:
            alike = [one for one in fields[number + 1 :] if one.response_key == each.response_key]
            selections = (*each.selections, *_pushed_down(alike))
            yield from (replace(each, condition=case, selections=selections) for case in cases)


def _cases(condition: Condition, earlier: Iterable[Condition]) -> list[Condition]:
    """When a condition holds and none of the earlier ones does, as conditions that exclude."""
    cases = [condition]
    for other in earlier:
        cases = [each for case in cases for each in _without(case, other)]
        if len(cases) > MOST_CASES:
            raise PlanningBudgetError(
                "a field of the mutation is repeated under too many conditions; select it once"
            )
    return cases


def _without(case: Condition, other: Condition) -> Iterator[Condition]:
    for number, (variable, value) in enumerate(other.tests):
        differs = Condition((*other.tests[:number], (variable, not value)))
        if not (case & differs).is_contradiction:
            yield case & differs


def _pushed_down(later: Iterable[Field]) -> SelectionSet:
    return tuple(
        replace(below, condition=below.condition & each.condition)
        for each in later
        for below in each.selections
    )
