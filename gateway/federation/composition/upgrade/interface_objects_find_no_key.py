"""An ``@interfaceObject`` elsewhere cannot rely on the ``@key`` of an interface of federation 1.

Such a key was ignored: the subgraph cannot be asked which type an object of the interface has.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report, listed
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.supergraph.model import TypeKind


def check(subgraph: Subgraph, others: Sequence[Subgraph], report: Report) -> None:
    """Report keyed interfaces that another subgraph has as an interface object."""
    for definition in subgraph.types.values():
        if definition.kind is TypeKind.INTERFACE and definition.has("key"):
            abstracting = [
                other.name
                for other in others
                if definition.name in other.types
                and other.types[definition.name].is_interface_object
            ]
            if abstracting:
                report.error(
                    Code.INTERFACE_OBJECT_USAGE_ERROR,
                    f"{definition.name} is an @interfaceObject in {listed(abstracting)}, but the "
                    f"@key of the interface in {subgraph.name!r} has no effect in federation 1; "
                    "link federation 2 there",
                    subgraph.at(definition),
                )
