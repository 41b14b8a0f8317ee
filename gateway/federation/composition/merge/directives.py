"""Directives that are carried into the supergraph: what any subgraph says, holds for all.

A directive that may stand only once takes the arguments that most subgraphs give.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from gateway.federation.composition.catalogue import Hint
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.schema import Applied, Element
from gateway.federation.spec.directives import DIRECTIVES, MERGED_DIRECTIVES, STANDARD_DIRECTIVES

CARRIED = (*STANDARD_DIRECTIVES, *MERGED_DIRECTIVES)


def merge_applied(
    merging: Merging, coordinate: str, found: Mapping[str, Element]
) -> tuple[Applied, ...]:
    """The directives of one element of the supergraph, in a fixed order."""
    given = [each for element in found.values() for each in element.directives]
    merged: list[Applied] = []
    for name in CARRIED:
        applied = {_identity(each): each for each in reversed(given) if each.name == name}
        if name in DIRECTIVES and "repeatable" in DIRECTIVES[name].signature:
            merged.extend(applied[key] for key in sorted(applied))
        elif applied:
            counts = Counter(_identity(each) for each in given if each.name == name)
            merged.append(applied[counts.most_common(1)[0][0]])
            if len(applied) > 1:
                _hint(merging, coordinate, merged[-1], found)
    return tuple(Applied(each.name, each.arguments) for each in merged)


def _hint(merging: Merging, coordinate: str, chosen: Applied, found: Mapping[str, Element]) -> None:
    given = {graph: each for graph, each in found.items() if each.has(chosen.name)}
    merging.report.hint(
        Hint.INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS,
        f"{coordinate} has @{chosen.name} with different arguments in {listed(given)}; the "
        f"supergraph has {dict(chosen.arguments)}",
        *merging.places(given),
    )


def _identity(applied: Applied) -> str:
    return json.dumps(applied.arguments, sort_keys=True)
