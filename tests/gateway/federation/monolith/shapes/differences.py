"""What subgraphs that share a field may declare differently.

The supergraph has the wider type, and only the arguments that all have.
"""

from __future__ import annotations

from dataclasses import replace

from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.data import IDENTIFYING
from tests.gateway.federation.monolith.schema import Field

_OWN_ARGUMENT = "own: Int = 8"
_HIDDEN_ARGUMENT = "own: String @inaccessible"


def declare_differently(cutter: Cutter) -> None:
    """Some shared fields are never null in one subgraph, or have another argument there."""
    cut = cutter.cut
    named = {*IDENTIFYING, *cut.schema.names_in_interfaces, *cut.schema.names_in_contexts}
    for type_name in list(cut.schema.objects):
        for each in list(cut.schema.objects[type_name].values()):
            places = list(cut.placements(type_name, each.name))
            if each.name in named or not all(placement.is_plain for _, placement in places):
                continue
            if len(places) > 1:
                _differ(cutter, type_name, each)
            elif places and cutter.choices.is_once_in(12):
                _hide_argument(cutter, type_name, each, places[0][0])


def _differ(cutter: Cutter, type_name: str, each: Field) -> None:
    cut, choices = cutter.cut, cutter.choices
    graph = choices.one_of(cut.owners(type_name, each.name))
    if choices.is_once_in(3):
        cut.change(graph, type_name, each.name, own_argument=_OWN_ARGUMENT)
    if choices.coin() and each.narrow_type_text != each.type_text:
        cut.schema.add(type_name, replace(each, is_never_null=True))
        cut.change(graph, type_name, each.name, type_text=each.narrow_type_text)


def _hide_argument(cutter: Cutter, type_name: str, each: Field, graph: str) -> None:
    cut = cutter.cut
    if graph not in cut.old_graphs:
        cut.change(graph, type_name, each.name, own_argument=_HIDDEN_ARGUMENT)
