"""A type that federation 1 extends is defined in another subgraph."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.schema import ROOTS, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.supergraph.model import TypeKind

_COMPOSITE = (TypeKind.OBJECT, TypeKind.INTERFACE)


def check(subgraph: Subgraph, others: Sequence[Subgraph], report: Report) -> Subgraph:
    """Report extensions of what nobody defines."""
    for definition in subgraph.types.values():
        if definition.kind in _COMPOSITE and definition.is_extension:
            bases = (other.types.get(definition.name) for other in others)
            if definition.name not in ROOTS and not any(map(_is_base, bases)):
                report.error(
                    Code.EXTENSION_WITH_NO_BASE,
                    f"{definition.name} is extended in {subgraph.name!r}, but defined in no "
                    "subgraph; define it (without extend) in one",
                    subgraph.at(definition),
                )
    return subgraph


def _is_base(definition: TypeDefinition | None) -> bool:
    if definition is None or definition.kind not in _COMPOSITE:
        return False
    return not definition.is_extension or definition.has("extends")
