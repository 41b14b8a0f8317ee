"""Every stage of planning as text, for whoever asks why a plan is as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gateway.federation.graph.budget import PlanningBudget
from gateway.federation.graph.nodes import Node
from gateway.federation.graph.search import PathFinder
from gateway.federation.language.printer import print_operation
from gateway.federation.language.response_path import show
from gateway.federation.language.selection import Operation
from gateway.federation.plan.printer import print_plan
from gateway.federation.planner.choose import choose
from gateway.federation.planner.normalise import normalise
from gateway.federation.planner.planner import Planner
from gateway.federation.planner.walk import Alternatives, walk


def explain(planner: Planner, operation: Operation, stage: str) -> str:
    """Print one stage, by a name of ``STAGES``."""
    return STAGES[stage](planner, operation)


def _normalised(planner: Planner, operation: Operation) -> str:
    return print_operation(normalise(operation, planner.supergraph))


def _graph(planner: Planner, operation: Operation) -> str:
    del operation
    return str(planner.graph)


def _paths(planner: Planner, operation: Operation) -> str:
    return "\n".join(
        f"{path.cost:6} {path}"
        for alternatives in _leaves(planner, operation)
        for path in alternatives
    )


def _tree(planner: Planner, operation: Operation) -> str:
    return str(choose(_leaves(planner, operation)))


def _fetches(planner: Planner, operation: Operation) -> str:
    return "\n".join(_fetch_lines(planner, operation))


def _fetch_lines(planner: Planner, operation: Operation) -> Iterator[str]:
    for fetch in planner.plan(operation).fetches:
        after = f" after {', '.join(map(str, fetch.after))}" if fetch.after else ""
        place = f" at {show(fetch.path)}" if fetch.path else ""
        yield f"{fetch.id} {fetch.subgraph}{place}{after}: {fetch.operation_text}"


def _plan(planner: Planner, operation: Operation) -> str:
    return print_plan(planner.plan(operation))


def _leaves(planner: Planner, operation: Operation) -> tuple[Alternatives, ...]:
    normal = normalise(operation, planner.supergraph)
    root = Node(planner.supergraph.root_types[normal.kind.value], None)
    return walk(PathFinder(planner.graph, PlanningBudget()), root, normal.selections)


STAGES: Mapping[str, Callable[[Planner, Operation], str]] = {
    "normalised": _normalised,
    "graph": _graph,
    "paths": _paths,
    "tree": _tree,
    "fetches": _fetches,
    "plan": _plan,
}
