"""Every stage of planning, as text and as JSON, for whoever asks why a plan is as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.federation.graph.budget import PlanningBudget
from gateway.federation.graph.nodes import Node
from gateway.federation.graph.search import PathFinder
from gateway.federation.language.printer import print_operation
from gateway.federation.language.response_path import show
from gateway.federation.language.selection import Operation
from gateway.federation.plan.nodes import Fetch, QueryPlan
from gateway.federation.plan.printer import plan_to_json, print_plan
from gateway.federation.planner.choose import choose
from gateway.federation.planner.normalise import normalise
from gateway.federation.planner.planner import Planner
from gateway.federation.planner.query_tree import QueryTree
from gateway.federation.planner.walk import Alternatives, walk

NO_LABELS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """An operation on its way to a plan; each stage is made when it is asked for."""

    planner: Planner
    operation: Operation
    labels: frozenset[str]

    @property
    def normal_form(self) -> Operation:
        """The operation after the first stage."""
        return normalise(self.operation, self.planner.supergraph)

    @property
    def leaves(self) -> tuple[Alternatives, ...]:
        """The ways to each leaf."""
        normal = self.normal_form
        root = Node(self.planner.supergraph.root_types[normal.kind.value], None)
        finder = PathFinder(self.planner.graph, PlanningBudget(), self.labels)
        return walk(finder, root, normal.selections)

    @property
    def tree(self) -> QueryTree:
        """The chosen ways, merged."""
        return choose(self.leaves)

    @property
    def plan(self) -> QueryPlan:
        """The end."""
        return self.planner.plan(self.operation, labels=self.labels)


@dataclass(frozen=True, slots=True)
class Stage:
    """How one stage is shown."""

    as_text: Callable[[Planned], str]
    as_json: Callable[[Planned], Any]


def explain(
    planner: Planner, operation: Operation, stage: str, labels: frozenset[str] = NO_LABELS
) -> str:
    """One stage as text, by a name of ``STAGES``.

    Raises:
        PlanningError: as ``Planner.plan``.
    """
    return STAGES[stage].as_text(Planned(planner, operation, labels))


def explain_as_json(
    planner: Planner, operation: Operation, stage: str, labels: frozenset[str] = NO_LABELS
) -> Any:
    """The same as values for JSON; the plan has the shape that Apollo's tools read.

    Raises:
        PlanningError: as ``Planner.plan``.
    """
    return STAGES[stage].as_json(Planned(planner, operation, labels))


def _normalised(planned: Planned) -> str:
    return print_operation(planned.normal_form)


def _graph(planned: Planned) -> str:
    return str(planned.planner.graph)


def _graph_json(planned: Planned) -> list[dict[str, str]]:
    return [
        {"from": str(edge.tail), "move": str(edge.move), "to": str(edge.head)}
        for edges in planned.planner.graph.edges.values()
        for edge in edges
    ]


def _paths(planned: Planned) -> str:
    return "\n".join(
        f"{path.cost:6} {path}" for alternatives in planned.leaves for path in alternatives
    )


def _paths_json(planned: Planned) -> list[list[dict[str, Any]]]:
    return [
        [
            {
                "cost": path.cost,
                "steps": [str(step.edge.move) for step in path.steps()],
                "end": str(path.tail),
            }
            for path in alternatives
        ]
        for alternatives in planned.leaves
    ]


def _tree_json(tree: QueryTree) -> list[dict[str, Any]]:
    return [
        {
            "move": str(branch.step.edge.move),
            "to": str(branch.step.edge.head),
            "responseKey": branch.step.field.response_key if branch.step.field else None,
            "requires": _tree_json(branch.requirement),
            "then": _tree_json(branch.tree),
        }
        for branch in tree.branches.values()
    ]


def _fetches(planned: Planned) -> str:
    return "\n".join(_fetch_line(fetch) for fetch in planned.plan.fetches)


def _fetch_line(fetch: Fetch) -> str:
    after = f" after {', '.join(map(str, fetch.after))}" if fetch.after else ""
    place = f" at {show(fetch.path)}" if fetch.path else ""
    return f"{fetch.id} {fetch.subgraph}{place}{after}: {fetch.operation_text}"


def _fetches_json(planned: Planned) -> list[dict[str, Any]]:
    return [
        {
            "id": fetch.id,
            "subgraph": fetch.subgraph,
            "path": show(fetch.path),
            "after": list(fetch.after),
            "operation": fetch.operation_text,
            "variables": list(fetch.variables),
        }
        for fetch in planned.plan.fetches
    ]


STAGES: Mapping[str, Stage] = {
    "normalised": Stage(_normalised, lambda planned: {"operation": _normalised(planned)}),
    "graph": Stage(_graph, _graph_json),
    "paths": Stage(_paths, _paths_json),
    "tree": Stage(lambda planned: str(planned.tree), lambda planned: _tree_json(planned.tree)),
    "fetches": Stage(_fetches, _fetches_json),
    "plan": Stage(
        lambda planned: print_plan(planned.plan), lambda planned: plan_to_json(planned.plan)
    ),
}
