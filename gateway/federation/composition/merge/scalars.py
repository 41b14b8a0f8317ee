"""Scalars: known wherever one subgraph knows them."""

from __future__ import annotations

from gateway.federation.composition.merge.context import Definitions, Merging
from gateway.federation.composition.merge.descriptions import merge_description
from gateway.federation.composition.merge.directives import merge_applied
from gateway.federation.composition.merge.joins import join_type
from gateway.federation.composition.schema import TypeDefinition
from gateway.federation.supergraph.model import TypeKind


def merge_scalar(merging: Merging, name: str, definitions: Definitions) -> TypeDefinition:
    """Merge one scalar."""
    return TypeDefinition(
        name=name,
        kind=TypeKind.SCALAR,
        description=merge_description(merging, name, definitions),
        directives=(*join_type(merging, definitions), *merge_applied(merging, name, definitions)),
    )
