"""Descriptions: the one that most subgraphs give; at a tie the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gateway.federation.composition.catalogue import Hint
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.schema import Element


def merge_description(
    merging: Merging, coordinate: str, found: Mapping[str, Element]
) -> str | None:
    """The description of an element; subgraphs without one have no say."""
    given = {graph: each for graph, each in found.items() if each.description}
    counts = Counter(each.description for each in given.values())
    if not counts:
        return None
    chosen, _ = counts.most_common(1)[0]
    if len(counts) > 1:
        users = listed(graph for graph, each in given.items() if each.description == chosen)
        merging.report.hint(
            Hint.INCONSISTENT_DESCRIPTION,
            f"{coordinate} is described differently in {listed(given)}; the supergraph has the "
            f"description of {users}",
            *merging.places(given),
        )
    return chosen
