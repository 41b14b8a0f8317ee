"""The third stage: one way for each leaf, so that all together cost least.

Leaves with the fewest alternatives go first, and each takes the way that adds least to what is
already chosen. Where the alternatives are few enough the choice is then proved or improved by an
exhaustive search, pruned by the cost of the partial tree (admissible: merging only adds).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

from gateway.federation.graph.paths import Path
from gateway.federation.planner.query_tree import QueryTree
from gateway.federation.planner.walk import Alternatives

# Each combination merges its paths anew: this many take some tens of milliseconds.
LARGEST_EXHAUSTIVE_SEARCH = 256


def choose(leaves: Sequence[Alternatives]) -> QueryTree:
    """The merged tree of the chosen paths, in the order of the operation."""
    order = sorted(range(len(leaves)), key=lambda index: len(leaves[index]))
    chosen, cost = _choose_greedily(leaves, order)
    if 1 < prod(len(alternatives) for alternatives in leaves) <= LARGEST_EXHAUSTIVE_SEARCH:
        chosen = _improve(leaves, order, chosen, cost)
    return _merge(chosen[index] for index in range(len(leaves)))


def _choose_greedily(
    leaves: Sequence[Alternatives], order: list[int]
) -> tuple[dict[int, Path], int]:
    tree, chosen, cost = QueryTree(), dict[int, Path](), 0
    for index in order:
        path = min(leaves[index], key=tree.cost_of_adding)
        cost += tree.cost_of_adding(path)
        chosen[index] = path
        tree.add(path)
    return chosen, cost


def _improve(
    leaves: Sequence[Alternatives], order: list[int], chosen: dict[int, Path], cost: int
) -> dict[int, Path]:
    best, best_cost = chosen, cost
    stack: list[tuple[dict[int, Path], int]] = [({}, 0)]
    while stack:
        partial, partial_cost = stack.pop()
        if partial_cost >= best_cost:
            continue
        if len(partial) == len(order):
            best, best_cost = partial, partial_cost
            continue
        index = order[len(partial)]
        tree = _merge(partial.values())
        for path in reversed(leaves[index]):
            total = partial_cost + tree.cost_of_adding(path)
            if total < best_cost:
                stack.append(({**partial, index: path}, total))
    return best


def _merge(paths: Iterable[Path]) -> QueryTree:
    tree = QueryTree()
    for path in paths:
        tree.add(path)
    return tree
