"""The planner: five calls from an operation to its plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gateway.federation.graph.budget import PlanningBudget
from gateway.federation.graph.build import QueryGraph, build_graph
from gateway.federation.graph.nodes import Node
from gateway.federation.graph.search import KnownWays, PathFinder
from gateway.federation.language.selection import Operation, OperationKind, SelectionSet
from gateway.federation.plan.nodes import Coordinate, Fetch, QueryPlan
from gateway.federation.planner.access import grants_asked, without_the_forbidden
from gateway.federation.planner.choose import choose
from gateway.federation.planner.fetch_graph import build_fetch_graph
from gateway.federation.planner.finish import finish
from gateway.federation.planner.normalise import normalise
from gateway.federation.planner.passes import run_passes
from gateway.federation.planner.walk import Alternatives, walk
from gateway.federation.supergraph.access import Grants
from gateway.federation.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans operations over one supergraph; the graph is built once.

    Attributes:
        is_guarded: whether anything in the supergraph is not for everybody.
    """

    supergraph: Supergraph
    graph: QueryGraph
    is_guarded: bool
    _known: dict[frozenset[str], KnownWays] = field(default_factory=dict)

    @classmethod
    def of(cls, supergraph: Supergraph) -> Planner:
        """Build the query graph."""
        return cls(supergraph, build_graph(supergraph), supergraph.asks_for_grants)

    def grants_asked(self, operation: Operation) -> Grants:
        """All grants on which the plan of an operation may depend."""
        if not self.is_guarded:
            return frozenset()
        return grants_asked(normalise(operation, self.supergraph), self.supergraph)

    def plan(
        self,
        operation: Operation,
        budget: PlanningBudget | None = None,
        labels: frozenset[str] = frozenset(),
        granted: Grants | None = None,
    ) -> QueryPlan:
        """Plan an operation that is valid against the API schema.

        Args:
            operation: as it came; it is brought into its normal form here.
            budget: how much work planning may cause; the usual one if None.
            labels: the labels of ``@override(label:)`` that are active for this request.
            granted: what the caller may see by ``@authenticated`` and its like; None: everything.

        Raises:
            PlanningError: no way to a field, or more work than the budget allows.
        """
        finder = PathFinder(
            self.graph,
            budget or PlanningBudget(),
            labels,
            self._known.setdefault(labels, KnownWays()),
        )
        normal, forbidden = self._allowed(operation, granted)
        stages: list[tuple[Fetch, ...]] = []
        for run in self._runs(normal, finder):
            first_id = sum(len(stage) for stage in stages)
            fetches = self._plan_run(replace(normal, selections=run), normal, finder, first_id)
            if fetches:
                stages.append(fetches)
        # The answer's keys follow the client's own text, which the normal form rearranges.
        return QueryPlan(operation, tuple(stages), forbidden)

    def _allowed(
        self, operation: Operation, granted: Grants | None
    ) -> tuple[Operation, dict[Coordinate, str]]:
        """The normal form of what may be seen, and what may not."""
        normal = normalise(operation, self.supergraph)
        if granted is None:
            return normal, {}
        allowed, forbidden = without_the_forbidden(normal, self.supergraph, granted)
        return (normalise(allowed, self.supergraph) if forbidden else normal), forbidden

    def _plan_run(
        self, run: Operation, whole: Operation, finder: PathFinder, first_id: int
    ) -> tuple[Fetch, ...]:
        root = Node(self.supergraph.root_types[run.kind.value], None)
        leaves = walk(finder, root, run.selections)
        tree = choose(leaves)
        graph = build_fetch_graph(tree, whole, self.supergraph, finder.budget)
        run_passes(graph)
        return finish(graph, run, first_id)

    def _runs(self, operation: Operation, finder: PathFinder) -> Iterator[SelectionSet]:
        """A query whole; a mutation cut where the next root field needs another subgraph."""
        if operation.kind is not OperationKind.MUTATION:
            yield operation.selections
            return
        root = Node(self.supergraph.root_types[operation.kind.value], None)
        run: SelectionSet = ()
        subgraph: str | None = None
        for selection in operation.selections:
            can_run_in = _entries(walk(finder, root, (selection,))) or [subgraph]
            if subgraph not in can_run_in:
                if run:
                    yield run
                run, subgraph = (), can_run_in[0]
            run = (*run, selection)
        yield run


def _entries(leaves: tuple[Alternatives, ...]) -> list[str | None]:
    """The subgraphs in which all leaves can begin, the cheapest first."""
    entries = [
        dict.fromkeys(path.steps()[0].edge.head.subgraph for path in alternatives)
        for alternatives in leaves
    ]
    first = entries[0] if entries else {}
    return [each for each in first if all(each in others for others in entries)]
