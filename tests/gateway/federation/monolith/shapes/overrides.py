"""``@override``: another subgraph still declares a field that was taken from it.

With a label both resolve it, each in its turn.
"""

from __future__ import annotations

from tests.gateway.federation.monolith.cut import OBJECTS_GRAPH, Placement
from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.schema import Field, is_root

_LABELS = ("north", "percent(50)")


def add_overrides(cutter: Cutter) -> None:
    """Every sixth field that only one subgraph resolves was taken from another."""
    cut = cutter.cut
    for type_name in ("Query", *cut.schema.entities):
        for each in cut.schema.objects[type_name].values():
            places = list(cut.placements(type_name, each.name))
            if len(places) == 1 and cutter.choices.is_once_in(6):
                _take(cutter, type_name, each, *places[0])


def _take(cutter: Cutter, type_name: str, each: Field, winner: str, placement: Placement) -> None:
    cut = cutter.cut
    others = cut.graphs if is_root(type_name) else cut.homes[type_name]
    others = tuple(one for one in others if one not in (winner, OBJECTS_GRAPH))
    if not others or not placement.is_plain:
        return
    loser = cutter.choices.one_of(others)
    cutter.declare(loser, each.base)
    can_move = each.name != "id" and (
        not cut.schema.is_abstract(each.base)
        or bool(cut.common_members(each.base, [winner, loser]))
    )
    label = cutter.choices.one_of(("", *_LABELS)) if can_move else ""
    cut.change(loser, type_name, each.name, is_overridden=True, label=label)
    cut.change(winner, type_name, each.name, override_from=loser, label=label)
