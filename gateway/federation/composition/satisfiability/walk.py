"""All states that an execution can be in, shortest operations first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gateway.federation.composition.satisfiability.api import Api, Reading, Step
from gateway.federation.composition.satisfiability.sharing import Mismatch, find_mismatch
from gateway.federation.composition.satisfiability.tails import Labels, Paths, Tail
from gateway.federation.composition.satisfiability.witness import Trace


class TooManyStatesError(Exception):
    """The subgraphs allow for more ways than composition looks at."""


@dataclass(frozen=True, slots=True)
class State:
    """A type, and the places where one may stand when one gets to it by ``trace``.

    Attributes:
        labels: what the way here has decided of override labels.
    """

    type_name: str
    tails: tuple[Tail, ...]
    trace: Trace
    labels: Labels = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """A step that cannot be taken (``mismatch`` is None), or whose answer is ambiguous."""

    step: Step
    trace: Trace
    tails: tuple[Tail, ...]
    labels: Labels
    mismatch: Mismatch | None = None

    @property
    def is_failure(self) -> bool:
        """Whether some operation has no answer."""
        return self.mismatch is None


@dataclass(slots=True)
class Seen:
    """The states that need no second look."""

    states: dict[str, list[tuple[frozenset[Tail], Labels]]] = field(default_factory=dict)

    def covers(self, state: State) -> bool:
        """Whether a state with no more tails and no more decisions was seen."""
        tails = frozenset(state.tails)
        return any(
            seen <= tails and labels <= state.labels
            for seen, labels in self.states.get(state.type_name, ())
        )

    def add(self, state: State) -> None:
        """Remember a state."""
        entry = (frozenset(state.tails), state.labels)
        self.states.setdefault(state.type_name, []).append(entry)

    def add_all(self, other: Seen) -> None:
        """Remember all that another walk saw."""
        for type_name, entries in other.states.items():
            self.states.setdefault(type_name, []).extend(entries)


@dataclass(slots=True)
class Walk:
    """Visits states; ``budget`` counts tails, over all walks of one composition."""

    api: Api
    paths: Paths
    budget: int

    def explore(self, starts: Iterable[State], seen: Seen) -> Iterator[Finding]:
        """Every finding from some states on.

        Raises:
            TooManyStatesError: more tails than ``budget``.
        """
        queue = deque(starts)
        while queue:
            state = queue.popleft()
            if seen.covers(state):
                continue
            seen.add(state)
            self._spend(len(state.tails))
            for step in self.api.steps_from(state.type_name):
                yield from self.take(state, step, queue)

    def take(self, state: State, step: Step, queue: deque[State]) -> Iterator[Finding]:
        """Take one step from a state; where it leads is put into the queue."""
        if step.is_leaf and any(self.paths.reads_at_once(tail, step) for tail in state.tails):
            return
        labels = _decided(state.labels, step)
        if labels is None or any(self.paths.is_never(tail, step) for tail in state.tails):
            return
        if step.is_leaf and any(self.paths.reaches(tail, step, labels) for tail in state.tails):
            return
        advanced = (self.paths.advance(tail, step, labels) for tail in state.tails)
        tails = tuple(dict.fromkeys(tail for found in advanced for tail in found))
        trace = state.trace.then(step)
        if not tails:
            yield Finding(step, trace, state.tails, labels)
            return
        mismatch = find_mismatch(self.api, step, tails)
        if mismatch is not None:
            yield Finding(step, trace, tails, labels, mismatch)
        if not step.is_leaf and not (mismatch and mismatch.is_error):
            queue.append(State(step.target, tails, trace, labels))

    def _spend(self, tails: int) -> None:
        self.budget -= tails
        if self.budget < 0:
            raise TooManyStatesError


def _decided(labels: Labels, step: Step) -> Labels | None:
    """The labels after a step; None when it contradicts what was decided before."""
    if not isinstance(step, Reading) or step.override is None:
        return labels
    label, value = step.override
    return None if (label, not value) in labels else labels | {step.override}
