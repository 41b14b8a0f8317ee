"""The last stage: steps become frozen fetches, in an order in which each follows its suppliers."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.federation.language.printer import print_selections, print_variables
from gateway.federation.language.selection import (
    ALWAYS,
    Condition,
    Field,
    Fragment,
    Operation,
    OperationKind,
    SelectionSet,
    VariableDefinition,
)
from gateway.federation.plan.nodes import Fetch
from gateway.federation.planner.fetch_graph import FetchGraph
from gateway.federation.planner.fetch_step import FetchStep
from gateway.federation.planner.free_names import free_name
from gateway.federation.planner.reply_shapes import ReplyShapes

REPRESENTATIONS = "representations"


def finish(graph: FetchGraph, operation: Operation, first_id: int) -> tuple[Fetch, ...]:
    """The fetches of one stage, numbered from ``first_id``."""
    ids: dict[int, int] = {}
    fetches = []
    for step in _in_order(graph):
        ids[step.number] = first_id + len(ids)
        after = tuple(sorted(ids[number] for number in step.after))
        fetches.append(_fetch(graph, step, operation, ids[step.number], after))
    return tuple(fetches)


def _in_order(graph: FetchGraph) -> Iterator[FetchStep]:
    waiting = dict(graph.steps)
    done: set[int] = set()
    while waiting:
        ready = [step for step in waiting.values() if done.issuperset(step.after)]
        if not ready:
            raise AssertionError(f"fetch steps wait for each other: {sorted(waiting)}")
        for step in ready:
            done.add(step.number)
            del waiting[step.number]
            yield step


def _fetch(
    graph: FetchGraph, step: FetchStep, operation: Operation, number: int, after: tuple[int, ...]
) -> Fetch:
    step.output.tell_types()
    shapes = ReplyShapes(graph.supergraph, step.subgraph)
    selections, renames = shapes.separate(step.output.build(), step.type_name)
    condition = _common_condition(selections)
    is_entity = step.carries is not None
    used = set(_variables(selections))
    variables = tuple(each for each in operation.variables if each.name in used)
    kind = OperationKind.QUERY if step.path else operation.kind
    name = free_name(REPRESENTATIONS, {each.name for each in operation.variables})
    if is_entity:
        selections = (Fragment(step.type_name, selections),)
    return Fetch(
        id=number,
        subgraph=step.subgraph,
        kind=kind,
        operation_text=_text(
            kind, selections, (*_declared(step), *variables), name if is_entity else None
        ),
        selections=selections,
        variables=tuple(each.name for each in variables),
        path=step.path,
        requires=(Fragment(step.asked_of, step.carries or ()),) if is_entity else None,
        representations_variable=name,
        after=after,
        condition=condition,
        renames=renames,
        contexts=tuple(step.contexts),
        typename_overrides=step.typenames,
    )


def _declared(step: FetchStep) -> tuple[VariableDefinition, ...]:
    return tuple(VariableDefinition(each.variable, each.type_text) for each in step.contexts)


def _text(
    kind: OperationKind,
    selections: SelectionSet,
    variables: tuple[VariableDefinition, ...],
    representations: str | None,
) -> str:
    if representations is None:
        body = print_selections(selections)
        return f"{kind}{print_variables(variables)} {body}"
    declared = (VariableDefinition(representations, "[_Any!]!"), *variables)
    body = f"_entities(representations: ${representations}) {print_selections(selections)}"
    return f"{kind}{print_variables(declared)} {{ {body} }}"


def _common_condition(selections: SelectionSet) -> Condition:
    """The condition without which the whole fetch is for nothing."""
    conditions = {selection.condition for selection in selections}
    return conditions.pop() if len(conditions) == 1 else ALWAYS


def _variables(selections: SelectionSet) -> Iterator[str]:
    for selection in selections:
        yield from (variable for variable, _ in selection.condition.tests)
        if isinstance(selection, Field):
            for argument in selection.arguments:
                yield from argument.variables
        yield from _variables(selection.selections)
