"""Each stage of the planner as text, for people who wonder why a plan is what it is."""

from collections.abc import Callable, Mapping, Sequence

from gateway.federation.errors import PlanningError
from gateway.federation.graph.nodes import Node
from gateway.federation.graph.search import PathFinder, PlanningBudget
from gateway.federation.language.printer import print_operation, print_selections
from gateway.federation.language.response_path import show
from gateway.federation.language.selection import Operation
from gateway.federation.plan.printer import print_plan
from gateway.federation.planner.choose import choose
from gateway.federation.planner.fetch_graph import build_fetch_graph
from gateway.federation.planner.normalise import normalise
from gateway.federation.planner.planner import Planner
from gateway.federation.planner.walk import Alternatives, walk


def explain(planner: Planner, operation: Operation, stage: str) -> str:
    """What a stage hands to the next; a mutation's runs are shown together before ``plan``.

    Raises:
        PlanningError: no such stage, or no plan.
    """
    if stage not in STAGES:
        raise PlanningError(f"no stage named {stage!r}; choose one of {', '.join(STAGES)}")
    return STAGES[stage](planner, operation)


def _normalised(planner: Planner, operation: Operation) -> str:
    return print_operation(normalise(operation, planner.supergraph))


def _graph(planner: Planner, _: Operation) -> str:
    return str(planner.graph)


def _paths(planner: Planner, operation: Operation) -> str:
    return "\n".join(
        f"leaf {number}: {path.cost} {path}"
        for number, alternatives in enumerate(_walked(planner, operation))
        for path in alternatives
    )


def _tree(planner: Planner, operation: Operation) -> str:
    return str(choose(_walked(planner, operation)))


def _fetches(planner: Planner, operation: Operation) -> str:
    normal = normalise(operation, planner.supergraph)
    tree = choose(_walked(planner, operation))
    graph = build_fetch_graph(tree, normal.selections, planner.supergraph)
    return "\n".join(
        f"{step.number} after {list(step.after)} {step.subgraph} {show(step.path)}: "
        f"{print_selections(step.carries or ())} => {print_selections(step.output.build())}"
        for step in graph.steps.values()
    )


def _plan(planner: Planner, operation: Operation) -> str:
    return print_plan(planner.plan(operation))


def _walked(planner: Planner, operation: Operation) -> Sequence[Alternatives]:
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
