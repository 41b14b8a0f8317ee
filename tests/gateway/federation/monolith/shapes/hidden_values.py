"""``@inaccessible`` on a value of an enum: subgraphs know it, clients do not."""

from __future__ import annotations

from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.printing import subgraph_sdl


def hide_a_color(cutter: Cutter) -> None:
    """Half of the worlds: all subgraphs have one more color, which one of them hides."""
    cut = cutter.cut
    new = [
        one
        for one in cut.graphs
        if one not in cut.old_graphs and "enum Color" in subgraph_sdl(cut, one)
    ]
    if new and cutter.choices.coin():
        cut.hidden_color_in = cutter.choices.one_of(new)
