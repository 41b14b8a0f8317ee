"""Path search: the cheapest ways to a field, through as many subgraphs as it takes.

Directly, where the subgraph at hand resolves the field; else by entity jumps, in the order of
cost (Dijkstra), each jump's key being reached by this same search. A field that requires
something is read right after a jump that carries it: its requirement is searched from where the
jump starts, so that the plain fields of its neighbours never wait for it.

Composition's satisfiability asks the same finder: there is one truth about reachability.
"""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as member
from itertools import count

from gateway.federation.graph.budget import PlanningBudget
from gateway.federation.graph.build import QueryGraph
from gateway.federation.graph.nodes import Edge, JumpByKey, Node, ReadField
from gateway.federation.graph.paths import ContextNeed, Path, Step
from gateway.federation.language.selection import Field, Fragment, Selection, SelectionSet
from gateway.federation.supergraph.model import ContextArgument

TYPENAME = "__typename"
# Of equally cheap ways to one place, so many go on: enough for a choice, too few to multiply.
MOST_TIES = 4
Ways = tuple[Path, ...]
# A place, and what is to be fetched there before a jump can carry it.
Need = tuple[Node, SelectionSet]


@dataclass(slots=True)
class KnownWays:
    """How needs are met, as far as anybody has asked; the same for every operation.

    What is needed may need jumps, which need keys, and so on in circles. So needs are met as a
    least fixpoint, each by jumps whose own needs are met already: no search ever runs inside
    another, whatever the subgraphs look like.
    """

    met: dict[Need, Ways] = member(default_factory=dict)
    hopeless: set[Need] = member(default_factory=set)


@dataclass(slots=True)
class PathFinder:
    """Searches one graph within one budget.

    Attributes:
        labels: the active labels of ``@override``; they decide which of two subgraphs has a field.
        known: may be shared by all finders of one graph and the same labels.
    """

    graph: QueryGraph
    budget: PlanningBudget
    labels: frozenset[str] = frozenset()
    known: KnownWays = member(default_factory=KnownWays)
    _open: dict[Need, None] | None = None

    def to_field(self, paths: Iterable[Path], wanted: Field) -> list[Path]:
        """Extend paths to a field: for each place it can be read at, the cheapest ways there."""
        starts = list(paths)
        found = self._to_leaf(starts, wanted) if not wanted.selections else None
        return _cheapest_at_each_place(found or self._to_field_from(starts, wanted))

    def _to_leaf(self, starts: list[Path], wanted: Field) -> list[Path] | None:
        """A leaf that some start reads itself is looked for from few of the others.

        They count because what else is wanted may be there only.
        """
        fewest = min((start.requests for start in starts), default=0)
        read = {id(start): list(self._read_directly(start, wanted)) for start in starts}
        direct = [each for found in read.values() for each in found]
        if not any(each.requests == fewest for each in direct):
            return None
        others = [each for each in starts if each.requests == fewest and not read[id(each)]]
        return [*direct, *self._to_field_from(others[:MOST_TIES], wanted)]

    def to_type(self, paths: Iterable[Path], type_name: str) -> list[Path]:
        """Extend paths to an object type; those that cannot return it are dropped."""
        found = (each for start in paths for each in self._to_type_from(start, type_name))
        return _cheapest_at_each_place(found)

    def _to_field_from(self, starts: list[Path], wanted: Field) -> Iterator[Path]:
        """The field wherever it can be read; a leaf only where that takes fewest requests."""
        nearest: int | None = None
        for path in self._explore(starts):
            if nearest is not None and path.requests > nearest:
                return
            for read in self._read_directly(path, wanted):
                nearest = path.requests if not wanted.selections else None
                yield read
            for jump in self.graph.jumps_from(path.tail):
                yield from self._read_with_requirement(path, jump, wanted)

    def _to_type_from(self, start: Path, type_name: str) -> Iterator[Path]:
        """Where a type is, directly; an interface object must be asked for elsewhere."""
        if start.tail.type_name == type_name:
            yield start
        elif not self.graph.is_interface_object(start.tail):
            yield from self._narrow(start, type_name)
        else:
            for path in self._explore([start]):
                yield from self._narrow(path, type_name)

    def _narrow(self, path: Path, type_name: str) -> Iterator[Path]:
        edge = self.graph.narrowing(path.tail, type_name)
        if edge is not None:
            yield path.then(Step(edge))

    def _explore(self, starts: list[Path]) -> Iterator[Path]:
        """The starts, and wherever jumps lead from them: each place by its cheapest ways."""
        order = count()
        queue = [(start.cost, next(order), start) for start in starts]
        heapq.heapify(queue)
        settled: dict[Node, list[int]] = {}
        while queue:
            _, _, path = heapq.heappop(queue)
            known = settled.setdefault(path.tail, [])
            if len(known) == MOST_TIES or (known and path.requests > known[0]):
                continue
            known.append(path.requests)
            self._spend()
            yield path
            for further in self._leave(path, settled):
                heapq.heappush(queue, (further.cost, next(order), further))

    def _leave(self, path: Path, settled: Container[Node]) -> Iterator[Path]:
        for edge in self.graph.entries_from(path.tail):
            if edge.head not in settled:
                yield path.then(Step(edge))
        for edge in self.graph.jumps_from(path.tail):
            if edge.head not in settled:
                jumped = self._jump(path, edge, _key(edge))
                if jumped is not None:
                    yield jumped

    def _read_directly(self, path: Path, wanted: Field) -> Iterator[Path]:
        bare = _bare(wanted)
        if wanted.name == TYPENAME:
            if path.tail.subgraph is not None and not self.graph.is_interface_object(path.tail):
                head = Node("String", path.tail.subgraph)
                yield path.then(Step(Edge(path.tail, ReadField(TYPENAME), head), bare))
            return
        for edge, move in self._readable(path.tail, wanted.name):
            if not move.needs_jump:
                yield path.then(Step(edge, bare))

    def _read_with_requirement(self, path: Path, jump: Edge, wanted: Field) -> Iterator[Path]:
        for edge, move in self._readable(jump.head, wanted.name):
            if move.needs_jump:
                jumped = self._jump(path, jump, (*_key(jump), *(move.requires or ())))
                contexts = self._contexts_above(path, move)
                if jumped is not None and contexts is not None:
                    yield jumped.then(Step(edge, _bare(wanted), contexts=contexts))

    def _contexts_above(self, path: Path, move: ReadField) -> tuple[ContextNeed, ...] | None:
        """For each argument from a context the nearest object above that gives it."""
        found = [self._context_above(path, argument) for argument in move.contexts]
        needs = tuple(each for each in found if each is not None)
        return needs if len(needs) == len(found) else None

    def _context_above(self, path: Path, argument: ContextArgument) -> ContextNeed | None:
        setters = self.graph.supergraph.contexts.get(argument.context, ())
        reads = (step.edge.tail for step in path.backwards() if step.field is not None)
        for levels, node in enumerate(reads, start=1):
            if self._sets(node.type_name, setters):
                ways = self._meet((node, argument.selections))
                return ContextNeed(argument, levels, node, ways) if ways is not None else None
        return None

    def _sets(self, type_name: str, setters: tuple[str, ...]) -> bool:
        """Whether the type sets a context, or an interface or union of it does."""
        supergraph = self.graph.supergraph
        return any(
            type_name == each
            or type_name in supergraph.possible_types[each]
            or each in supergraph.types[type_name].interfaces
            for each in setters
        )

    def _readable(self, node: Node, name: str) -> Iterator[tuple[Edge, ReadField]]:
        """The ways to read a field at a node, as far as the labels allow them."""
        for edge in self.graph.field_edges(node, name):
            if isinstance(edge.move, ReadField) and edge.move.is_open(self.labels):
                yield edge, edge.move

    def _jump(self, path: Path, edge: Edge, carries: SelectionSet) -> Path | None:
        self._spend()
        requirement = self._meet((path.tail, carries))
        if requirement is None:
            return None
        return path.then(Step(edge, carries=carries, requirement=requirement))

    def _spend(self) -> None:
        if self._open is None:
            self.budget.spend_path()

    def _meet(self, need: Need) -> Ways | None:
        """How to fetch what a jump carries; None when there is no way (yet)."""
        ways = self.known.met.get(need)
        if ways is None and need not in self.known.hopeless:
            if self._open is None:
                return self._solve(need)
            self._open[need] = None
        return ways

    def _solve(self, wanted: Need) -> Ways | None:
        """Meet needs in rounds, until a round neither meets one nor finds a cheaper way.

        Costs no budget: what is found is found for all operations, and the rounds are few.
        """
        self._open, noted = {wanted: None}, 0
        try:
            while self._meet_open() or noted < len(self._open):
                noted = len(self._open)
            self.known.hopeless.update(self._open.keys() - self.known.met.keys())
        finally:
            self._open = None
        return self.known.met.get(wanted)

    def _meet_open(self) -> bool:
        """One round; what turns out to be needed meanwhile waits for the next."""
        has_progressed = False
        for need in tuple(self._open or ()):
            known = self.known.met.get(need)
            if known is not None and not any(path.requests for path in known):
                continue
            node, selections = need
            ways = self._reach_all([Path(node)], selections)
            if ways is not None and (known is None or _cost(ways) < _cost(known)):
                self.known.met[need] = ways
                has_progressed = True
        return has_progressed

    def _reach_all(self, paths: list[Path], selections: SelectionSet) -> Ways | None:
        """For each leaf below one path each, or None when some leaf cannot be reached."""
        reached: list[Path] = []
        for selection in selections:
            below = self._reach(paths, selection)
            if below is None:
                return None
            reached.extend(below)
        return tuple(reached)

    def _reach(self, paths: list[Path], selection: Selection) -> Ways | None:
        if isinstance(selection, Fragment):
            name = selection.type_condition
            return self._reach_by_type(paths, name, selection.selections)
        found = self.to_field(paths, selection)
        below = self._cheapest_below(found, selection.selections)
        if below is not None:
            return below
        # What cannot be read of an interface may be read of each of its object types.
        names = {path.tail.type_name for path in paths}
        if not any(self.graph.supergraph.types[name].is_abstract for name in names):
            return None
        ways = [self._reach_by_type(paths, name, (selection,)) for name in sorted(names)]
        return next((way for way in ways if way), None)

    def _reach_by_type(
        self, paths: list[Path], type_name: str, selections: SelectionSet
    ) -> Ways | None:
        """Reach all in each object type; a type that these places never return asks for nothing."""
        reached: list[Path] = []
        for name in self.graph.supergraph.possible_types[type_name]:
            narrowed = self.to_type(paths, name)
            if narrowed:
                below = self._cheapest_below(narrowed, selections)
                if below is None:
                    return None
                reached.extend(below)
        return tuple(reached)

    def _cheapest_below(self, candidates: list[Path], selections: SelectionSet) -> Ways | None:
        if not selections:
            return tuple(candidates[:1]) or None
        ways = (self._reach_all([each], selections) for each in candidates)
        return min(
            (way for way in ways if way is not None),
            key=_cost,
            default=None,
        )


def _cheapest_at_each_place(found: Iterable[Path]) -> list[Path]:
    """For each place the ways of the fewest requests, a few of them where several are equal."""
    best: dict[Node, list[Path]] = {}
    for path in found:
        known = best.setdefault(path.tail, [])
        if known and path.requests < known[0].requests:
            known.clear()
        if not known or (path.requests == known[0].requests and len(known) < MOST_TIES):
            known.append(path)
    return sorted((path for ways in best.values() for path in ways), key=lambda path: path.cost)


def _cost(ways: Ways) -> int:
    return sum(path.cost for path in ways)


def _key(edge: Edge) -> SelectionSet:
    if not isinstance(edge.move, JumpByKey):
        raise AssertionError(f"only jumps have keys: {edge}")
    return edge.move.key


def _bare(wanted: Field) -> Field:
    return Field(wanted.name, wanted.response_key, wanted.arguments, (), wanted.condition)
