"""Subgraphs that rename federation's directives, or import none."""

from __future__ import annotations

from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.link import OTHERS, Link


def name_directives(cutter: Cutter) -> None:
    """Half of the subgraphs import all as it is called, others rename or import nothing."""
    choices = cutter.choices
    for graph in cutter.cut.graphs:
        if graph in cutter.cut.old_graphs or choices.coin():
            continue
        renamed = frozenset(choices.some_of(OTHERS))
        cutter.cut.links[graph] = Link(
            choices.one_of(("v2.8", "v2.9", "v2.11")),
            choices.one_of(("", "fed")),
            renamed,
            choices.coin(),
        )
