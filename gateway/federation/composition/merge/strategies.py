"""How the arguments of a directive that stands once are combined when subgraphs differ.

Source: the specifications cost, requiresScopes and policy v0.1. A requirement is a disjunction of
conjunctions: ``[["a", "b"], ["c"]]`` is (a and b) or c. All requirements on one element hold
together, so that their conjunction is taken, again in that form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any

Requirement = Sequence[Sequence[str]]
Strategy = Callable[[list[Any]], Any]


def conjunction(requirements: Iterable[Requirement]) -> list[list[str]]:
    """The requirement that holds when all of some hold; what another covers is left out."""
    combined: set[frozenset[str]] = {frozenset()}
    for requirement in requirements:
        alternatives = [frozenset(each) for each in requirement] or [frozenset[str]()]
        combined = _minimal({one | other for one, other in product(combined, alternatives)})
    return [sorted(each) for each in sorted(combined, key=lambda each: (len(each), sorted(each)))]


def implies(first: Requirement, second: Requirement) -> bool:
    """Whether whoever meets the first requirement meets the second as well."""
    return all(any(set(other) <= set(one) for other in second or [[]]) for one in first or [[]])


def _minimal(alternatives: set[frozenset[str]]) -> set[frozenset[str]]:
    return {each for each in alternatives if not any(other < each for other in alternatives)}


def _union(values: list[list[Any]]) -> list[Any]:
    return list(dict.fromkeys(item for value in values for item in value))


STRATEGIES: Mapping[str, Mapping[str, Strategy]] = {
    "requiresScopes": {"scopes": conjunction},
    "policy": {"policies": conjunction},
    "cost": {"weight": max},
    "listSize": {
        "assumedSize": max,
        "slicingArguments": _union,
        "sizedFields": _union,
        "requireOneSlicingArgument": all,
    },
}
DEFAULTS: Mapping[str, Mapping[str, Any]] = {"listSize": {"requireOneSlicingArgument": True}}


def combine(directive: str, applications: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The arguments of one directive for several applications; null is as good as nothing."""
    combined: dict[str, Any] = {}
    for name, strategy in STRATEGIES[directive].items():
        default = DEFAULTS.get(directive, {}).get(name)
        given = [application.get(name, default) for application in applications]
        values = [value for value in given if value is not None]
        if values:
            combined[name] = strategy(values)
    return combined
