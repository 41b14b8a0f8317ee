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

# Patterns in the subgraphs' schemas; the floor is for SCHEMAS schemas.
SCHEMA_SHAPES: Mapping[str, tuple[str, int]] = {
    "@key": (r"@key", 60),
    "@key of several fields": (r'@key\(fields: "\w+ \w', 45),
    "@key nested": (r'@key\(fields: "\w+ \{', 45),
    "@key with a list": (r'@key\(fields: "tags"', 30),
    "several @keys": (r"@key\([^)]*\) @key", 55),
    "@key that is not resolvable": (r"resolvable: false", 50),
    "@key that may be null": (r'@key\(fields: "serial', 25),
    "@fromContext": (r"@fromContext", 20),
    "@shareable": (r"@shareable", 55),
    "@external": (r"@external", 55),
    "@requires": (r"@requires", 50),
    "@requires of several fields": (r'@requires\(fields: "\w+(\([^)]*\))? \w', 20),
    "@requires nested": (r"@requires[^)]*\{", 35),
    "@requires with arguments": (r"@requires[^)]*\w\(", 20),
    "@requires through an abstract type": (r"@requires[^)]*\.\.\. on", 9),
    "@requires of an interface object": (r"f_computed.*@requires", 6),
    "@requires in a chain": (r"@requires[^)]*_computed", 20),
    "@provides": (r"@provides", 45),
    "@provides on an abstract type": (r"@provides[^)]*\.\.\. on", 25),
    "@override": (r"@override", 40),
    "@override with a label": (r"@override[^)]*label", 30),
    "@inaccessible": (r"@inaccessible", 55),
    "@inaccessible argument": (r"own: String @inaccessible", 30),
    "@inaccessible enum value": (r"BLACK @inaccessible", 35),
    "@interfaceObject": (r"@interfaceObject", 25),
    "@interfaceObject with an abstract field": (r"f_(added|more).*: \[*Fruit", 3),
    "argument of one subgraph": (r"own: Int = 8", 40),
    "@tag": (r"@tag", 55),
    "interface": (r"interface Fruit", 45),
    "interface with fields": (r"interface Fruit[^}]*\n  f", 20),
    "interface of an interface": (r"interface Fruit implements Plant", 20),
    "interface of an interface with fields": (r"interface Plant[^}]*\n  f", 3),
    "narrower types of implementations": (r"interface Fruit[^}]*\n  f_kin", 6),
    "root below a root": (r"q_again: \W*Query", 18),
    "union": (r"union Sour", 35),
    "enum": (r"enum Color", 55),
    "custom scalar": (r"scalar Money", 50),
    "input object": (r"input Filter", 45),
    "list of lists": (r": \[\[", 45),
    "non-null list of non-null": (r": \[\w+!\]!", 55),
    "shared root": (r"type Query \{[^}]*@shareable", 25),
    "mutation": (r"type Mutation", 40),
    "subscription": (r"type Subscription", 35),
}

# The same in what they publish, by the names that they give to directives.
PUBLISHED_SHAPES: Mapping[str, tuple[str, int]] = {
    "federation 1": (r"# \w+\n(extend )?(type|interface|union|scalar|enum)", 25),
    "renamed import": (r'as: "@my_', 35),
    "directives in a namespace": (r"@fed\w*__key", 35),
    "extended type": (r"extend type", 19),
}

# Patterns in the operation; the floor is for OPERATIONS operations.
OPERATION_SHAPES: Mapping[str, tuple[str, int]] = {
    "mutation": (r"^mutation", 130),
    "subscription": (r"^subscription", 60),
    "alias": (r"\w: \w", 905),
    "named fragment": (r"^fragment", 650),
    "inline fragment": (r"\.\.\. (on|\{)", 750),
    "@skip": (r"@skip", 735),
    "@include": (r"@include", 780),
    "@skip and @include together": (r"@skip\(if: \S+\) @include", 620),
    "variable in a list": (r"\[[^\]]*\$v", 55),
    "variable in an input object": (r"\{[^{}]*: \$v", 510),
    "condition by a default": (r"\$maybe: Boolean = true", 300),
    "__typename": (r"\b__typename", 930),
    "variable": (r"\$v\d", 580),
    "variable with a default": (r"\$v\d+: [^,)]*=", 500),
}

# What came of it.
OUTCOMES: Mapping[str, tuple[Callable[[RandomOperation, Outcome], bool], int]] = {
    "several requests": (lambda _, outcome: len(outcome.sent) > 1, 560),
    "five requests and more": (lambda _, outcome: len(outcome.sent) >= _MANY, 140),
    "mutations in series": (lambda _, outcome: _mutations(outcome) > 1, 19),
    "null in the answer": (lambda _, outcome: "null" in outcome.data_text, 580),
    "list in the answer": (lambda _, outcome: "[{" in outcome.data_text, 545),
    "variable left out": (
        lambda operation, _: len(re.findall(r"\$\w+:", operation.text)) > len(operation.variables),
        50,
    ),
}
_MANY = 5
FAILURES: Mapping[str, int] = {"a failing resolver": 80, "a dead subgraph": 85}
_CONTEXTS, _CONTEXTS_FLOOR = "an argument comes from a context", 50
_LABELS, _LABELS_FLOOR = "an override's label is active", 295
_STEPS, _CHAINS, _CHAINS_FLOOR = 2, "three fetches and more in a chain", 455


@dataclass
class Coverage:
    """Counts of one run."""

    schemas: int = 0
    operations: int = 0
    shapes: Counter[str] = field(default_factory=Counter)

    def see_world(self, world: World) -> None:
        """Count a schema's shapes."""
        self.schemas += 1
        for shapes, text in (
            (SCHEMA_SHAPES, world.plain_sdl),
            (PUBLISHED_SHAPES, str(world)),
        ):
            found = (name for name, (form, _) in shapes.items() if re.search(form, text))
            self.shapes.update(f"schema: {name}" for name in found)

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
    yield from ((f"schema: {name}", floor) for name, (_, floor) in PUBLISHED_SHAPES.items())
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


def _mutations(outcome: Outcome) -> int:
    return sum(body["query"].startswith("mutation") for _, _, body in outcome.sent)
