"""The upgrade links federation after what a subgraph links; their names must not be confused."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.read.links import problem_of
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.spec.directives import DIRECTIVES, UPGRADED_VERSION
from gateway.federation.spec.linkable import FEDERATION
from gateway.federation.spec.links import Link

_IMPORTS = tuple(f"@{row.name}" for row in DIRECTIVES.values() if row.since <= UPGRADED_VERSION)
ADDED = Link(
    identity=FEDERATION,
    name="federation",
    version=UPGRADED_VERSION,
    prefix="federation",
    imports={name: name for name in _IMPORTS},
)


def check(subgraph: Subgraph, _others: Sequence[Subgraph], report: Report) -> Subgraph:
    """Report the first confusion; the subgraph stays as it is."""
    problem = problem_of(ADDED, subgraph.links)
    if problem is not None:
        code, message = problem
        report.error(
            code,
            f"{subgraph.name!r} is of federation 1, so that {ADDED.url} is linked in addition, "
            f"{message}, or link federation itself",
            Location(subgraph.name, subgraph.links[0].line),
        )
    return subgraph
