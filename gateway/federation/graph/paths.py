"""Paths through the query graph: immutable linked lists that share their beginnings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.federation.graph.costs import REQUEST, cost_of
from gateway.federation.graph.nodes import Edge, Node
from gateway.federation.language.selection import Field, SelectionSet


@dataclass(frozen=True, slots=True)
class Step:
    """An edge as it is taken.

    Attributes:
        field: for a field, what is read: key, arguments, condition; without its selections.
        carries: for a jump, what the representation holds: the key, and what a field requires.
        requirement: paths from the edge's tail that fetch what is carried.
    """

    edge: Edge
    field: Field | None = None
    carries: SelectionSet = ()
    requirement: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from a start to ``tail``; ``cost`` includes all requirements."""

    tail: Node
    cost: int = 0
    last: Step | None = None
    before: Path | None = None

    @property
    def requests(self) -> int:
        """How many requests the path makes, its requirements included."""
        return self.cost // REQUEST

    def then(self, step: Step) -> Path:
        """One step further."""
        extra = cost_of(step.edge.move) + sum(path.cost for path in step.requirement)
        return Path(step.edge.head, self.cost + extra, step, self)

    def steps(self) -> tuple[Step, ...]:
        """All steps, first to last."""
        return tuple(reversed(tuple(self._backwards())))

    def _backwards(self) -> Iterator[Step]:
        path: Path | None = self
        while path is not None and path.last is not None:
            yield path.last
            path = path.before

    def __str__(self) -> str:
        return " ".join(str(step.edge.move) for step in self.steps()) or str(self.tail)
