"""The names of subgraphs: given, unique, and not the reserved one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.subgraph import SubgraphDefinition

RESERVED = "_"


def check_names(definitions: Sequence[SubgraphDefinition], report: Report) -> None:
    """Report names that cannot be used."""
    if not definitions:
        report.error(Code.NO_QUERIES, "there is no subgraph to compose; name at least one")
    for name, count in Counter(each.name for each in definitions).items():
        if not name.strip() or name == RESERVED:
            report.error(
                Code.INVALID_SUBGRAPH_NAME, f"a subgraph cannot be called {name!r}; rename it"
            )
        if count > 1:
            report.error(
                Code.INVALID_SUBGRAPH_NAME,
                f"{count} subgraphs are called {name!r}; give each its own name",
            )
