"""How often each directive and shape occurred, and how often it must, in every run.

Schemas and operations are judged by their text and by what was sent, not by what the generators
meant to write.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from gateway.federation.plan.nodes import QueryPlan
from tests.gateway.federation.execution.subgraphs import Outcome
from tests.gateway.federation.monolith.operations import RandomOperation
from tests.gateway.federation.monolith.question import Question
from tests.gateway.federation.monolith.worlds import World

SCHEMAS, OPERATIONS = 100, 2000

# Patterns in the subgraphs' SDL; the floor is for SCHEMAS schemas.
SCHEMA_SHAPES: Mapping[str, tuple[str, int]] = {
    "@key": (r"@key", 90),
    "@key of several fields": (r'@key\(fields: "\w+ \w', 25),
    "@key nested": (r'@key\(fields: "\w+ \{', 20),
    "@key with a list": (r'@key\(fields: "tags"', 15),
    "several @keys": (r"@key\([^)]*\) @key", 25),
    "@key that is not resolvable": (r"resolvable: false", 25),
    "@key that may be null": (r'@key\(fields: "serial', 25),
    "federation 1": (r"# \w+\n(type|interface|union|scalar|enum)", 15),
    "@fromContext": (r"@fromContext", 15),
    "@shareable": (r"@shareable", 80),
    "@external": (r"@external", 30),
    "@requires": (r"@requires", 20),
    "@requires of several fields": (r'@requires\(fields: "\w+(\([^)]*\))? \w', 3),
    "@requires nested": (r"@requires[^)]*\{", 8),
    "@requires with arguments": (r"@requires[^)]*\w\(", 4),
    "@requires in a chain": (r"@requires[^)]*_computed", 3),
    "@provides": (r"@provides", 20),
    "@provides on an abstract type": (r"@provides[^)]*\.\.\. on", 6),
    "@override": (r"@override", 30),
    "@override with a label": (r"@override[^)]*label", 10),
    "@inaccessible": (r"@inaccessible", 40),
    "@interfaceObject": (r"@interfaceObject", 10),
    "@tag": (r"@tag", 60),
    "interface": (r"interface Fruit", 25),
    "interface with fields": (r"interface Fruit[^}]*\n  f", 8),
    "interface of an interface": (r"interface Fruit implements Plant", 6),
    "union": (r"union Sour", 20),
    "enum": (r"enum Color", 60),
    "custom scalar": (r"scalar Money", 40),
    "input object": (r"input Filter", 25),
    "list of lists": (r": \[\[", 30),
    "non-null list of non-null": (r": \[\w+!\]!", 40),
    "shared root": (r"type Query \{[^}]*@shareable", 12),
    "mutation": (r"type Mutation", 20),
}

# Patterns in the operation; the floor is for OPERATIONS operations.
OPERATION_SHAPES: Mapping[str, tuple[str, int]] = {
    "mutation": (r"^mutation", 80),
    "alias": (r"\w: \w", 600),
    "named fragment": (r"^fragment", 300),
    "inline fragment": (r"\.\.\. (on|\{)", 500),
    "@skip": (r"@skip", 300),
    "@include": (r"@include", 300),
    "condition by a default": (r"\$maybe: Boolean = true", 50),
    "__typename": (r"\b__typename", 600),
    "variable": (r"\$v\d", 200),
    "variable with a default": (r"\$v\d+: [^,)]*=", 100),
}

# What came of it.
OUTCOMES: Mapping[str, tuple[Callable[[RandomOperation, Outcome], bool], int]] = {
    "several requests": (lambda _, outcome: len(outcome.sent) > 1, 400),
    "five requests and more": (lambda _, outcome: len(outcome.sent) >= _MANY, 60),
    "null in the answer": (lambda _, outcome: "null" in outcome.data_text, 400),
    "list in the answer": (lambda _, outcome: "[{" in outcome.data_text, 400),
    "variable left out": (
        lambda operation, _: len(re.findall(r"\$\w+:", operation.text)) > len(operation.variables),
        50,
    ),
}
_MANY = 5

FAILURES: Mapping[str, int] = {"a failing resolver": 40, "a dead subgraph": 40}
_CONTEXTS, _CONTEXTS_FLOOR = "an argument comes from a context", 25
_LABELS, _LABELS_FLOOR = "an override's label is active", 80
_STEPS, _CHAINS, _CHAINS_FLOOR = 2, "three fetches and more in a chain", 60


@dataclass
class Coverage:
    """Counts of one run."""

    schemas: int = 0
    operations: int = 0
    shapes: Counter[str] = field(default_factory=Counter)

    def see_world(self, world: World) -> None:
        """Count a schema's shapes."""
        self.schemas += 1
        text = re.sub("extend schema.*", "schema", repr(world))
        self.shapes.update(
            f"schema: {name}" for name, (form, _) in SCHEMA_SHAPES.items() if re.search(form, text)
        )

    def see_answer(self, question: Question, outcome: Outcome) -> None:
        """Count the shapes of an operation, of its plan and of its answer."""
        operation, plan = question.operation, question.compiled.plan
        self.shapes[f"operation: {_LABELS}"] += bool(question.weather.labels)
        self.shapes[f"plan: {_CHAINS}"] += _depth(plan) > _STEPS
        self.shapes[f"plan: {_CONTEXTS}"] += any(fetch.contexts for fetch in plan.fetches)
        self.operations += 1
        self.shapes.update(
            f"operation: {name}"
            for name, (form, _) in OPERATION_SHAPES.items()
            if re.search(form, operation.text, re.MULTILINE)
        )
        self.shapes.update(
            f"outcome: {name}" for name, (is_so, _) in OUTCOMES.items() if is_so(operation, outcome)
        )

    def see_failure(self, kind: str, outcome: Outcome) -> None:
        """Count what failed and was noticed."""
        self.shapes[f"failure: {kind}"] += bool(outcome.errors)

    def missing(self, times: int) -> list[str]:
        """What stayed under its floor in a run ``times`` as long as the usual one."""
        floors = dict(_floors())
        return [
            f"{name}: {self.shapes[name]}, at least {floor * times}"
            for name, floor in floors.items()
            if self.shapes[name] < floor * times
        ]

    def report(self) -> Iterator[str]:
        """One line for the run, and one for each shape."""
        yield f"{self.operations} operations over {self.schemas} schemas"
        for name, floor in _floors():
            yield f"{self.shapes[name]:7} {name} (floor {floor})"


def _floors() -> Iterator[tuple[str, int]]:
    yield from ((f"schema: {name}", floor) for name, (_, floor) in SCHEMA_SHAPES.items())
    yield from ((f"operation: {name}", floor) for name, (_, floor) in OPERATION_SHAPES.items())
    yield f"operation: {_LABELS}", _LABELS_FLOOR
    yield f"plan: {_CHAINS}", _CHAINS_FLOOR
    yield f"plan: {_CONTEXTS}", _CONTEXTS_FLOOR
    yield from ((f"failure: {name}", floor) for name, floor in FAILURES.items())
    yield from ((f"outcome: {name}", floor) for name, (_, floor) in OUTCOMES.items())


def _depth(plan: QueryPlan) -> int:
    """How many fetches wait for one another in the longest chain."""
    depths: dict[int, int] = {}
    for fetch in plan.fetches:
        depths[fetch.id] = 1 + max((depths[each] for each in fetch.after), default=0)
    return max(depths.values(), default=0)
