"""A ``@provides`` on a field without fields of its own was ignored."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.field_sets import COMPOSITE
from gateway.federation.composition.schema import OutputField, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.composition.upgrade.editing import change_fields, without
from gateway.federation.language.type_reference import named_type


def apply(subgraph: Subgraph, _others: Sequence[Subgraph], _report: Report) -> Subgraph:
    """Remove such provisions."""
    composites = {each.name for each in subgraph.types.values() if each.kind in COMPOSITE}

    def change(_definition: TypeDefinition, field: OutputField) -> OutputField:
        return field if named_type(field.type) in composites else without(field, "provides")

    return change_fields(subgraph, change)
