"""A directive has one name in all subgraphs that carry it into the supergraph."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Location, Report, listed
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.spec.directives import MERGED_DIRECTIVES


def settle_names(subgraphs: Sequence[Subgraph], report: Report) -> dict[str, str]:
    """Directive to its name; different names in different subgraphs are reported."""
    names: dict[str, str] = {}
    for directive in MERGED_DIRECTIVES:
        found = {
            subgraph.name: subgraph.names[directive]
            for subgraph in subgraphs
            if directive in subgraph.names
        }
        if found:
            names[directive] = next(iter(found.values()))
        if len(set(found.values())) > 1:
            shown = ", ".join(f"@{name} in {graph!r}" for graph, name in found.items())
            report.error(
                Code.LINK_IMPORT_NAME_MISMATCH,
                f"@{directive} is called {shown}; import it under one name in {listed(found)}",
                *(Location(graph, 1) for graph in found),
            )
    return names
