"""A plan for one outcome of its conditions: what ``@skip`` and ``@include`` exclude is gone.

In: a plan and a truth value for every variable that a condition tests. Out: a plan without any
condition. Which keys an answer has, and in which order, depends on these values alone, so each
outcome gets its own types (see ``compile``), and nothing behind this module tests a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from gateway.federation.language.selection import ALWAYS, Condition, SelectionSet
from gateway.federation.plan.nodes import Fetch, QueryPlan

Assignment = Mapping[str, bool]


def condition_variables(plan: QueryPlan) -> tuple[str, ...]:
    """The variables that some condition of the plan tests, sorted."""
    conditions = [fetch.condition for fetch in plan.fetches]
    conditions += _conditions(plan.operation.selections)
    for fetch in plan.fetches:
        conditions += _conditions(fetch.selections)
    return tuple(sorted({name for each in conditions for name, _ in each.tests}))


def specialise(plan: QueryPlan, assignment: Assignment) -> QueryPlan:
    """Keep what the assignment lets happen."""
    if not assignment:
        return plan
    holding = keep_fetches(plan, lambda fetch: _holds(fetch.condition, assignment))
    return replace(
        plan,
        operation=replace(
            plan.operation,
            selections=specialise_selections(plan.operation.selections, assignment),
        ),
        stages=tuple(
            tuple(
                replace(
                    fetch,
                    selections=specialise_selections(fetch.selections, assignment),
                    condition=ALWAYS,
                )
                for fetch in stage
            )
            for stage in holding.stages
        ),
    )


def keep_fetches(plan: QueryPlan, is_kept: Callable[[Fetch], bool]) -> QueryPlan:
    """Leave out the other fetches; who waited for one waits for those that it waited for."""
    kept = {fetch.id: fetch for fetch in plan.fetches if is_kept(fetch)}
    after = {fetch.id: fetch.after for fetch in plan.fetches}
    stages = (
        tuple(
            replace(fetch, after=_inherited(fetch.after, after, kept))
            for fetch in stage
            if fetch.id in kept
        )
        for stage in plan.stages
    )
    return replace(plan, stages=tuple(stage for stage in stages if stage))


def specialise_selections(selections: SelectionSet, assignment: Assignment) -> SelectionSet:
    """The selections that count, without conditions."""
    return tuple(
        replace(
            selection,
            selections=specialise_selections(selection.selections, assignment),
            condition=ALWAYS,
        )
        for selection in selections
        if _holds(selection.condition, assignment)
    )


def _inherited(
    wanted: tuple[int, ...], after: Mapping[int, tuple[int, ...]], kept: Mapping[int, Fetch]
) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for fetch_id in wanted:
        if fetch_id in kept:
            found[fetch_id] = None
        else:
            found.update(dict.fromkeys(_inherited(after[fetch_id], after, kept)))
    return tuple(found)


def _conditions(selections: SelectionSet) -> Iterator[Condition]:
    for selection in selections:
        yield selection.condition
        yield from _conditions(selection.selections)


def _holds(condition: Condition, assignment: Assignment) -> bool:
    return all(assignment[variable] is expected for variable, expected in condition.tests)
