"""Join two entity steps that ask one subgraph about the same objects at the same time.

in:  A --> Product/erp { item }   A --> Product/erp (carrying more) { estimate }
out: A --> Product/erp (carrying more) { item estimate }
"""

from itertools import combinations

from gateway.federation.language.merge import merge_selections
from gateway.federation.planner.fetch_graph import FetchGraph
from gateway.federation.planner.fetch_step import FetchStep


def run(graph: FetchGraph) -> bool:
    """Merge the first pair found."""
    for first, second in combinations(graph.steps.values(), 2):
        if _can_merge(first, second):
            _merge(graph, first, second)
            return True
    return False


def _can_merge(first: FetchStep, second: FetchStep) -> bool:
    if first.carries is None or second.carries is None:
        return False
    same_place = (first.subgraph, first.type_name, first.path) == (
        second.subgraph,
        second.type_name,
        second.path,
    )
    return same_place and set(first.after) == set(second.after)


def _merge(graph: FetchGraph, first: FetchStep, second: FetchStep) -> None:
    first.output.absorb(second.output)
    first.carries = merge_selections((*(first.carries or ()), *(second.carries or ())))
    del graph.steps[second.number]
    for step in graph.steps.values():
        if second.number in step.after:
            del step.after[second.number]
            step.after[first.number] = None
