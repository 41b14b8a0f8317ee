"""Chosen paths merged: common beginnings once, requirements as trees of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.federation.graph.costs import cost_of
from gateway.federation.graph.nodes import Edge
from gateway.federation.graph.paths import Path, Step
from gateway.federation.language.selection import ALWAYS, Condition, Field, SelectionSet

BranchKey = tuple[Edge, Field | None, SelectionSet]


@dataclass(slots=True)
class Branch:
    """One step with what it requires and what follows."""

    step: Step
    requirement: QueryTree
    tree: QueryTree

    def condition(self) -> Condition:
        """When the step is taken."""
        return self.step.field.condition if self.step.field else self.tree.condition()


@dataclass(slots=True)
class QueryTree:
    """A builder; branches keep the order in which they were added."""

    branches: dict[BranchKey, Branch] = field(default_factory=dict)

    def add(self, path: Path) -> None:
        """Merge a path in."""
        tree = self
        for step in path.steps():
            key = _key(step)
            branch = tree.branches.get(key)
            if branch is None:
                branch = tree.branches[key] = Branch(step, QueryTree(), QueryTree())
                for required in step.requirement:
                    branch.requirement.add(required)
            tree = branch.tree

    def cost_of_adding(self, path: Path) -> int:
        """What the merged tree would cost more with this path."""
        tree: QueryTree | None = self
        extra = 0
        for step in path.steps():
            branch = tree.branches.get(_key(step)) if tree is not None else None
            if branch is None:
                extra += cost_of(step.edge.move)
                extra += sum(required.cost for required in step.needs)
            tree = branch.tree if branch is not None else None
        return extra

    def condition(self) -> Condition:
        """The condition without which nothing here is read; ``ALWAYS`` if there is none."""
        conditions = {branch.condition() for branch in self.branches.values()}
        return conditions.pop() if len(conditions) == 1 else ALWAYS

    def __str__(self) -> str:
        return "\n".join(self._lines(0))

    def _lines(self, depth: int) -> Iterator[str]:
        for branch in self.branches.values():
            step = branch.step
            key = f" as {step.field.response_key}" if step.field else ""
            yield f"{'  ' * depth}{step.edge.move}{key} -> {step.edge.head}"
            for line in branch.requirement._lines(depth + 2):  # noqa: SLF001 - its own kind
                yield f"needs {line}"
            yield from branch.tree._lines(depth + 1)  # noqa: SLF001 - its own kind


def _key(step: Step) -> BranchKey:
    return step.edge, step.field, step.carries
