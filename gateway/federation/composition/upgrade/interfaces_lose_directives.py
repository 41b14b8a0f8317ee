"""On interfaces and their fields, federation 1 ignored its directives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.schema import TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.composition.upgrade.editing import change_types, without
from gateway.federation.supergraph.model import TypeKind


def apply(subgraph: Subgraph, _others: Sequence[Subgraph], _report: Report) -> Subgraph:
    """Remove what had no effect."""
    return change_types(subgraph, _type)


def _type(definition: TypeDefinition) -> TypeDefinition:
    if definition.kind is not TypeKind.INTERFACE:
        return definition
    fields = {
        name: without(field, "external", "requires", "provides")
        for name, field in definition.fields.items()
    }
    return replace(without(definition, "key"), fields=fields)
