"""Unions: all members of all subgraphs."""

from __future__ import annotations

from gateway.federation.composition.catalogue import Hint
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.context import Definitions, Merging
from gateway.federation.composition.merge.descriptions import merge_description
from gateway.federation.composition.merge.directives import merge_applied
from gateway.federation.composition.merge.joins import join_members, join_type
from gateway.federation.composition.schema import TypeDefinition
from gateway.federation.supergraph.model import TypeKind


def merge_union(merging: Merging, name: str, definitions: Definitions) -> TypeDefinition:
    """Merge one union."""
    members = dict.fromkeys(member for each in definitions.values() for member in each.members)
    for member in members:
        lacking = [graph for graph, each in definitions.items() if member not in each.members]
        if lacking:
            merging.report.hint(
                Hint.INCONSISTENT_UNION_MEMBER,
                f"{name} has no member {member} in {listed(lacking)}, but in others; it is a "
                "member in the supergraph",
                *merging.places(definitions),
            )
    return TypeDefinition(
        name=name,
        kind=TypeKind.UNION,
        description=merge_description(merging, name, definitions),
        directives=(
            *join_type(merging, definitions),
            *join_members(merging, definitions),
            *merge_applied(merging, name, definitions),
        ),
        members=tuple(members),
    )
