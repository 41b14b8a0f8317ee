"""Paths through the query graph: immutable linked lists that share their beginnings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.federation.graph.costs import REQUEST, cost_of
from gateway.federation.graph.nodes import Edge, Node
from gateway.federation.language.selection import Field, SelectionSet
from gateway.federation.supergraph.model import ContextArgument


@dataclass(frozen=True, slots=True)
class ContextNeed:
    """An argument whose value comes from an object further up.

    Attributes:
        levels: how many fields further up; 1 is the object whose field holds the one at hand.
        node: that object's place. ``ways``: paths from it to what is selected there.
    """

    argument: ContextArgument
    levels: int
    node: Node
    ways: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """An edge as it is taken.

    Attributes:
        field: for a field, what is read: key, arguments, condition; without its selections.
        carries: for a jump, what the representation holds: the key, and what a field requires.
        requirement: paths from the edge's tail that fetch what is carried.
        contexts: for a field, what its arguments from contexts need.
    """

    edge: Edge
    field: Field | None = None
    carries: SelectionSet = ()
    requirement: tuple[Path, ...] = ()
    contexts: tuple[ContextNeed, ...] = ()

    @property
    def needs(self) -> Iterator[Path]:
        """All paths that must have been walked before this step."""
        yield from self.requirement
        for context in self.contexts:
            yield from context.ways


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
        extra = cost_of(step.edge.move) + sum(path.cost for path in step.needs)
        return Path(step.edge.head, self.cost + extra, step, self)

    def steps(self) -> tuple[Step, ...]:
        """All steps, first to last."""
        return tuple(reversed(tuple(self.backwards())))

    def backwards(self) -> Iterator[Step]:
        """All steps, last to first."""
        path: Path | None = self
        while path is not None and path.last is not None:
            yield path.last
            path = path.before

    def __str__(self) -> str:
        return " ".join(str(step.edge.move) for step in self.steps()) or str(self.tail)
