"""Since federation 2 a type is owned by nobody, so extending and defining it is the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.schema import TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.composition.upgrade.editing import change_types
from gateway.federation.supergraph.model import TypeKind


def apply(subgraph: Subgraph, _others: Sequence[Subgraph], _report: Report) -> Subgraph:
    """Turn extended objects and interfaces into definitions."""
    return change_types(subgraph, _type)


def _type(definition: TypeDefinition) -> TypeDefinition:
    if definition.kind not in (TypeKind.OBJECT, TypeKind.INTERFACE) or not definition.is_extension:
        return definition
    directives = tuple(replace(each, is_in_extension=False) for each in definition.directives)
    return replace(definition, directives=directives, is_extension=definition.has("extends"))
