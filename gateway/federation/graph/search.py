"""Path search: the cheapest ways to a field, through as many subgraphs as it takes.

Directly, where the subgraph at hand resolves the field; else by entity jumps, in the order of
cost (Dijkstra), each jump's key being reached by this same search. A field that requires
something is read right after a jump that carries it: its requirement is searched from where the
jump starts, so that the plain fields of its neighbours never wait for it.

Composition's satisfiability asks the same finder: there is one truth about reachability.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as member
from itertools import count

from gateway.federation.errors import PlanningBudgetError
from gateway.federation.graph.build import QueryGraph
from gateway.federation.graph.nodes import Edge, JumpByKey, Node, ReadField
from gateway.federation.graph.paths import Path, Step
from gateway.federation.language.selection import Field, SelectionSet

TYPENAME = "__typename"
InProgress = frozenset[Edge]


@dataclass(slots=True)
class PlanningBudget:
    """How much work one operation may cause; counted down."""

    paths: int = 200_000

    def spend(self) -> None:
        """Count one path.

        Raises:
            PlanningBudgetError: the budget is used up.
        """
        self.paths -= 1
        if self.paths < 0:
            raise PlanningBudgetError(
                "the operation has too many ways to be answered; select fewer fields at once"
            )


@dataclass(slots=True)
class PathFinder:
    """Searches one graph within one budget; remembers what jumps it could satisfy."""

    graph: QueryGraph
    budget: PlanningBudget
    _satisfied: dict[tuple[Node, SelectionSet], tuple[Path, ...]] = member(default_factory=dict)

    def to_field(
        self, paths: Iterable[Path], wanted: Field, in_progress: InProgress = frozenset()
    ) -> list[Path]:
        """Extend paths to a field: for each place it can be read at, the cheapest way there."""
        best: dict[Node, Path] = {}
        for start in paths:
            for found in self._to_field_from(start, wanted, in_progress):
                known = best.get(found.tail)
                if known is None or found.cost < known.cost:
                    best[found.tail] = found
        return sorted(best.values(), key=lambda path: path.cost)

    def to_type(self, paths: Iterable[Path], type_name: str) -> list[Path]:
        """Extend paths to an object type; those that cannot return it are dropped."""
        found = []
        for path in paths:
            if path.tail.type_name == type_name:
                found.append(path)
            elif edge := self.graph.narrowing(path.tail, type_name):
                found.append(path.then(Step(edge)))
        return found

    def _to_field_from(self, start: Path, wanted: Field, in_progress: InProgress) -> Iterator[Path]:
        order = count()
        queue = [(start.cost, next(order), start)]
        settled: set[Node] = set()
        while queue:
            _, _, path = heapq.heappop(queue)
            if path.tail in settled:
                continue
            settled.add(path.tail)
            direct = list(self._read_directly(path, wanted))
            yield from direct
            if direct and not wanted.selections:
                return
            for edge in self.graph.entries_from(path.tail):
                heapq.heappush(queue, (path.cost, next(order), path.then(Step(edge))))
            for edge in self.graph.jumps_from(path.tail):
                self.budget.spend()
                yield from self._read_with_requirement(path, edge, wanted, in_progress)
                if edge.head in settled:
                    continue
                jumped = self._jump(path, edge, _key(edge), in_progress)
                if jumped is not None:
                    heapq.heappush(queue, (jumped.cost, next(order), jumped))

    def _read_directly(self, path: Path, wanted: Field) -> Iterator[Path]:
        bare = _bare(wanted)
        if wanted.name == TYPENAME and path.tail.subgraph is not None:
            head = Node("String", path.tail.subgraph)
            yield path.then(Step(Edge(path.tail, ReadField(TYPENAME), head), bare))
        for edge in self.graph.field_edges(path.tail, wanted.name):
            if isinstance(edge.move, ReadField) and not edge.move.requires:
                yield path.then(Step(edge, bare))

    def _read_with_requirement(
        self, path: Path, jump: Edge, wanted: Field, in_progress: InProgress
    ) -> Iterator[Path]:
        for edge in self.graph.field_edges(jump.head, wanted.name):
            if isinstance(edge.move, ReadField) and edge.move.requires:
                carries = (*_key(jump), *edge.move.requires)
                jumped = self._jump(path, jump, carries, in_progress)
                if jumped is not None:
                    yield jumped.then(Step(edge, _bare(wanted)))

    def _jump(
        self, path: Path, edge: Edge, carries: SelectionSet, in_progress: InProgress
    ) -> Path | None:
        if edge in in_progress:
            return None
        requirement = self._satisfy(path.tail, carries, in_progress | {edge})
        if requirement is None:
            return None
        return path.then(Step(edge, carries=carries, requirement=requirement))

    def _satisfy(
        self, node: Node, selections: SelectionSet, in_progress: InProgress
    ) -> tuple[Path, ...] | None:
        known = self._satisfied.get((node, selections))
        if known is not None:
            return known
        found = self._reach_all([Path(node)], selections, in_progress)
        if found is not None:
            self._satisfied[node, selections] = found
        return found

    def _reach_all(
        self, paths: list[Path], selections: SelectionSet, in_progress: InProgress
    ) -> tuple[Path, ...] | None:
        """For each leaf below one path each, or None when some leaf cannot be reached."""
        reached: list[Path] = []
        for selection in selections:
            if isinstance(selection, Field):
                candidates = self.to_field(paths, selection, in_progress)
            else:
                candidates = self.to_type(paths, selection.type_condition)
                if not candidates:
                    # A type that this subgraph never returns asks for nothing.
                    continue
            below = self._cheapest_below(candidates, selection.selections, in_progress)
            if below is None:
                return None
            reached.extend(below)
        return tuple(reached)

    def _cheapest_below(
        self, candidates: list[Path], selections: SelectionSet, in_progress: InProgress
    ) -> tuple[Path, ...] | None:
        if not selections:
            return tuple(candidates[:1]) or None
        ways = (self._reach_all([each], selections, in_progress) for each in candidates)
        return min(
            (way for way in ways if way is not None),
            key=lambda way: sum(path.cost for path in way),
            default=None,
        )


def _key(edge: Edge) -> SelectionSet:
    if not isinstance(edge.move, JumpByKey):
        raise AssertionError(f"only jumps have keys: {edge}")
    return edge.move.key


def _bare(wanted: Field) -> Field:
    return Field(wanted.name, wanted.response_key, wanted.arguments, (), wanted.condition)
