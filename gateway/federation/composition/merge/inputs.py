"""Input objects: the fields that all subgraphs know."""

from __future__ import annotations

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.context import Definitions, Merging
from gateway.federation.composition.merge.descriptions import merge_description
from gateway.federation.composition.merge.directives import merge_applied
from gateway.federation.composition.merge.input_values import INPUT_FIELDS, InputMerger
from gateway.federation.composition.merge.joins import join_type
from gateway.federation.composition.schema import TypeDefinition
from gateway.federation.supergraph.model import TypeKind


def merge_input_object(merging: Merging, name: str, definitions: Definitions) -> TypeDefinition:
    """Merge one input object."""
    merger = InputMerger(merging, INPUT_FIELDS, f"{name}.{{}}")
    fields = merger.merge({graph: each.input_fields for graph, each in definitions.items()})
    if not fields:
        merging.report.error(
            Code.EMPTY_MERGED_INPUT_TYPE,
            f"{name} has no field that {listed(definitions)} all know; give them common fields",
            *merging.places(definitions),
        )
    return TypeDefinition(
        name=name,
        kind=TypeKind.INPUT,
        description=merge_description(merging, name, definitions),
        directives=(*join_type(merging, definitions), *merge_applied(merging, name, definitions)),
        input_fields=fields,
    )
