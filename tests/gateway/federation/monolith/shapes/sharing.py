"""``@shareable`` where several resolve a field at once, and tags anywhere."""

from __future__ import annotations

from tests.gateway.federation.monolith.cutting import Cutter


def share_and_tag(cutter: Cutter) -> None:
    """Mark all that must be shareable, and every tenth field with a tag."""
    cut = cutter.cut
    for type_name, known in cut.schema.objects.items():
        for each in known.values():
            is_shared = _is_shared(cutter, type_name, each.name)
            for graph in cut.owners(type_name, each.name):
                is_old = graph in cut.old_graphs
                is_tagged = not is_old and cutter.choices.is_once_in(10)
                cut.change(
                    graph,
                    type_name,
                    each.name,
                    is_shareable=is_shared and not is_old,
                    tag="open" if is_tagged else "",
                )


def _is_shared(cutter: Cutter, type_name: str, name: str) -> bool:
    placements = [placement for _, placement in cutter.cut.placements(type_name, name)]
    at_once = [each for each in placements if each.is_resolved and not each.is_overridden]
    return len(at_once) > 1 or any(each.is_provided for each in placements)
