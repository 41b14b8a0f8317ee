"""The rules of the upgrade, in their order, and the subgraphs they are applied to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.composition.upgrade import (
    extension_keys_are_resolved,
    extensions_become_definitions,
    extensions_have_a_base,
    external_tags_move_to_owners,
    field_sets_become_strings,
    interface_objects_find_no_key,
    interfaces_lose_directives,
    leaves_lose_provisions,
    links_leave_room_for_federation,
    resolved_fields_leave_field_sets,
    unused_externals_are_removed,
    value_types_become_shareable,
)
from gateway.federation.spec.directives import UPGRADED_VERSION

Rule = Callable[[Subgraph, Sequence[Subgraph], Report], Subgraph]
RULES: tuple[Rule, ...] = (
    links_leave_room_for_federation.check,
    extensions_have_a_base.check,
    field_sets_become_strings.apply,
    interfaces_lose_directives.apply,
    extension_keys_are_resolved.apply,
    resolved_fields_leave_field_sets.apply,
    extensions_become_definitions.apply,
    leaves_lose_provisions.apply,
    unused_externals_are_removed.apply,
    value_types_become_shareable.apply,
    external_tags_move_to_owners.apply,
)


def upgrade_subgraph(
    subgraph: Subgraph, all_subgraphs: Sequence[Subgraph], report: Report
) -> Subgraph:
    """The subgraph in federation 2; the same when it is already.

    ``all_subgraphs`` are those of the composition as they were read: what is shareable depends on
    what the others resolve.
    """
    if not subgraph.is_federation_1:
        return subgraph
    others = [each for each in all_subgraphs if each.name != subgraph.name]
    for rule in RULES:
        subgraph = rule(subgraph, others, report)
    return replace(subgraph, version=UPGRADED_VERSION)


def check_together(subgraphs: Sequence[Subgraph], report: Report) -> None:
    """Judge what needs every subgraph to be right by itself, of subgraphs as they were read."""
    for subgraph in subgraphs:
        if subgraph.is_federation_1:
            others = [each for each in subgraphs if each.name != subgraph.name]
            interface_objects_find_no_key.check(subgraph, others, report)
