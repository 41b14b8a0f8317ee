"""Directives that are carried into the supergraph: what any subgraph says, holds for all.

A directive that may stand only once takes the arguments that most subgraphs give, unless its
specification says how to combine them (``strategies``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from gateway.federation.composition.catalogue import Hint
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.merge.strategies import STRATEGIES, combine
from gateway.federation.composition.schema import Applied, Element
from gateway.federation.spec.directives import DIRECTIVES, MERGED_DIRECTIVES, STANDARD_DIRECTIVES

CARRIED = (*STANDARD_DIRECTIVES, *MERGED_DIRECTIVES)


def merge_applied(
    merging: Merging, coordinate: str, found: Mapping[str, Element]
) -> tuple[Applied, ...]:
    """The directives of one element of the supergraph, in a fixed order."""
    given = [
        _in_supergraph(each, graph)
        for graph, element in found.items()
        for each in element.directives
    ]
    given += merging.propagated.get(coordinate, ())
    names = {each.name for each in given}
    merged: list[Applied] = []
    for name in _carried(merging) if names else ():
        applied = [each for each in given if each.name == name] if name in names else []
        if not applied:
            continue
        if _is_repeatable(merging, name):
            distinct = {_identity(each): each for each in reversed(applied)}
            merged.extend(distinct[key] for key in sorted(distinct))
        else:
            merged.append(_merge_once(merging, coordinate, applied, found))
    return tuple(Applied(each.name, _without_nulls(each)) for each in merged)


def _carried(merging: Merging) -> Iterator[str]:
    """The names, in the order in which they are printed."""
    yield from CARRIED
    yield from (f"@{custom}" for custom in merging.custom)


def _in_supergraph(applied: Applied, graph: str) -> Applied:
    """A context belongs to its subgraph, so that its name begins with it."""
    if applied.name != "context":
        return applied
    return Applied("context", {"name": f"{graph}__{applied.arguments['name']}"})


def _is_repeatable(merging: Merging, name: str) -> bool:
    if name.startswith("@"):
        return merging.custom[name[1:]].is_repeatable
    return name in DIRECTIVES and "repeatable" in DIRECTIVES[name].signature


def _merge_once(
    merging: Merging, coordinate: str, applied: list[Applied], found: Mapping[str, Element]
) -> Applied:
    """A directive that may stand only once."""
    counts = Counter(_identity(each) for each in applied)
    name = applied[0].name
    if len(counts) == 1:
        return applied[0]
    if name not in STRATEGIES:
        chosen, _ = counts.most_common(1)[0]
        kept = next(each for each in applied if _identity(each) == chosen)
        _hint(merging, coordinate, kept, found)
        return kept
    combined = Applied(name, combine(name, [each.arguments for each in applied]))
    merging.report.hint(
        Hint.MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS,
        f"{coordinate} has @{name} with different arguments; the supergraph combines them to "
        f"{dict(combined.arguments)}",
        *merging.places({graph: each for graph, each in found.items() if each.has(name)}),
    )
    return combined


def _without_nulls(applied: Applied) -> dict[str, object]:
    return {name: value for name, value in applied.arguments.items() if value is not None}


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
