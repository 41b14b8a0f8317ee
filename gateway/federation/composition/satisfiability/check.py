"""Whether the subgraphs can answer whatever clients may ask of a merged supergraph."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gateway.federation.composition.catalogue import Code, Hint
from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.satisfiability.api import Api, Reading, Step
from gateway.federation.composition.satisfiability.reasons import Reasons
from gateway.federation.composition.satisfiability.tails import Paths, Tail
from gateway.federation.composition.satisfiability.walk import (
    Finding,
    Seen,
    State,
    TooManyStatesError,
    Walk,
)
from gateway.federation.composition.satisfiability.witness import Trace, print_witness
from gateway.federation.graph.build import build_graph
from gateway.federation.graph.reachability import Reachability
from gateway.federation.supergraph.model import Supergraph

# Tails that are looked at; each costs some microseconds.
LIMIT = 1_000_000


def check_satisfiability(supergraph: Supergraph, merged: MergedSchema, report: Report) -> None:
    """Report every step that cannot be taken, each with the shortest operation that needs it."""
    paths = Paths(Reachability.of(build_graph(supergraph)))
    walk = Walk(Api(supergraph), paths, LIMIT)
    reporting = _Reporting(walk, merged, report)
    try:
        for root in walk.api.roots():
            if root == supergraph.root_types.get("mutation"):
                _check_mutations(walk, root, reporting)
            else:
                start = State(root, paths.entries(root), Trace(root))
                reporting.all(walk.explore([start], Seen()))
    except TooManyStatesError:
        report.error(
            Code.MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED,
            "the subgraphs share so much that there are too many ways to answer operations; make "
            "fewer fields @shareable, or give types fewer keys",
        )


def _check_mutations(walk: Walk, root: str, reporting: _Reporting) -> None:
    """A mutation is sent to one subgraph only; of several that share it, one must do."""
    clean = Seen()
    start = State(root, walk.paths.entries(root), Trace(root))
    for step in walk.api.steps_from(root):
        queue: deque[State] = deque()
        reporting.all(walk.take(start, step, queue))
        for state in queue:
            alternatives = [_findings(walk, each, clean) for each in _by_subgraph(state)]
            if not all(any(each.is_failure for each in found) for found in alternatives):
                alternatives = [
                    [each for each in found if not each.is_failure] for found in alternatives
                ]
            for found in alternatives:
                reporting.all(found)


def _findings(walk: Walk, state: State, clean: Seen) -> list[Finding]:
    """What is found behind one state; what is without fault is not looked at again."""
    seen = Seen({name: list(entries) for name, entries in clean.states.items()})
    found = list(walk.explore([state], seen))
    if not found:
        clean.states = seen.states
    return found


def _by_subgraph(state: State) -> Iterator[State]:
    groups: dict[str | None, list[Tail]] = {}
    for tail in state.tails:
        groups.setdefault(tail.node.subgraph, []).append(tail)
    for tails in groups.values():
        yield State(state.type_name, tuple(tails), state.trace, state.labels)


@dataclass(slots=True)
class _Reporting:
    """Turns findings into diagnostics; the same fault is told once, by its shortest operation."""

    walk: Walk
    merged: MergedSchema
    report: Report
    told: set[tuple[Code | Hint, str, str]] = field(default_factory=set)

    def all(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._tell(finding)

    def _tell(self, finding: Finding) -> None:
        code: Code | Hint = Code.SATISFIABILITY_ERROR
        if finding.mismatch is not None:
            code, problem = finding.mismatch.code, finding.mismatch.problem
        else:
            reasons = Reasons(self.walk.paths)
            problem = "\n".join(reasons.lines(finding.tails, finding.step, finding.labels))
        if (code, str(finding.step), problem) in self.told:
            return
        self.told.add((code, str(finding.step), problem))
        message = self._message(finding, problem)
        places = self._places(finding.step)
        if isinstance(code, Code):
            self.report.error(code, message, *places)
        else:
            self.report.hint(code, message, *places)

    def _message(self, finding: Finding, problem: str) -> str:
        witness = print_witness(finding.trace, self.walk.api.supergraph)
        if not finding.is_failure:
            return f"{problem}; an operation that shows it:\n{witness}"
        return (
            f"the subgraphs cannot answer this operation:\n{witness}\nbecause of "
            f"{finding.step}:\n{problem}\nGive the types named a @key that leads on, or resolve "
            "the field where it is asked for"
        )

    def _places(self, step: Step) -> tuple[Location, ...]:
        if not isinstance(step, Reading):
            return self.merged.places(step.target)
        found = (
            (subgraph, subgraph.field(step.type_name, step.field.name))
            for subgraph in self.merged.subgraphs.values()
        )
        return tuple(subgraph.at(each) for subgraph, each in found if each is not None)
