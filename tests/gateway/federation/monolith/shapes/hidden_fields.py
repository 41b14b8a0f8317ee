"""``@inaccessible``: fields that only subgraphs and requirements see."""

from __future__ import annotations

from dataclasses import replace

from tests.gateway.federation.monolith.cutting import Cutter


def hide_fields(cutter: Cutter) -> None:
    """Every eighth field of an entity; neither identity nor what interfaces have."""
    cut = cutter.cut
    for type_name in cut.schema.entities:
        for each in list(cut.schema.objects[type_name].values()):
            if each.name == "id" or each.name[0] == "f" or not cutter.choices.is_once_in(8):
                continue
            graph = cutter.choices.one_of(cut.owners(type_name, each.name))
            cut.change(graph, type_name, each.name, is_hidden=True)
            cut.schema.add(type_name, replace(each, is_hidden=True))
