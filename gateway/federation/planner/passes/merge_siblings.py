"""Join two entity steps that ask one subgraph about the same objects at the same time.

in:  A --> Product/erp { item }   A --> Product/erp (carrying more) { estimate }
out: A --> Product/erp (carrying more) { item estimate }
"""

from itertools import combinations

from gateway.federation.language.merge import merge_selections
from gateway.federation.language.selection import Field, Fragment, SelectionSet
from gateway.federation.planner.fetch_graph import FetchGraph
from gateway.federation.planner.fetch_step import FetchStep


def run(graph: FetchGraph) -> bool:
    """Merge the first pair found."""
    by_addressee: dict[object, list[FetchStep]] = {}
    for step in graph.steps.values():
        by_addressee.setdefault(step.addressee, []).append(step)
    for alike in by_addressee.values():
        for first, second in combinations(alike, 2):
            if _can_merge(first, second):
                _merge(graph, first, second)
                return True
    return False


def _can_merge(first: FetchStep, second: FetchStep) -> bool:
    if first.carries is None or second.carries is None:
        return False
    return (
        set(first.after) == set(second.after)
        and first.conditions == second.conditions
        and not _differ(first.carries, second.carries)
    )


def _differ(first: SelectionSet, second: SelectionSet) -> bool:
    """Whether two representations send different values under one name."""
    others = {each.name: each for each in second if isinstance(each, Field)}
    inner = {each.type_condition: each for each in second if isinstance(each, Fragment)}
    for each in first:
        if isinstance(each, Fragment):
            other: Field | Fragment | None = inner.get(each.type_condition)
        else:
            other = others.get(each.name)
            if isinstance(other, Field) and other.response_key != each.response_key:
                return True
        if other is not None and _differ(each.selections, other.selections):
            return True
    return False


def _merge(graph: FetchGraph, first: FetchStep, second: FetchStep) -> None:
    first.output.absorb(second.output)
    first.contexts |= second.contexts
    first.carries = merge_selections((*(first.carries or ()), *(second.carries or ())))
    del graph.steps[second.number]
    for step in graph.steps.values():
        if second.number in step.after:
            del step.after[second.number]
            step.after[first.number] = None
