"""An ``@interfaceObject`` is an entity: by its key it is found which type an object has."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.subgraph import Subgraph


def check(subgraph: Subgraph, report: Report) -> None:
    """Report interface objects without a key."""
    for definition in subgraph.types.values():
        if definition.is_interface_object and not definition.has("key"):
            report.error(
                Code.INTERFACE_OBJECT_USAGE_ERROR,
                f"{definition.name} in {subgraph.name!r} is an @interfaceObject without a @key; "
                "give it a key that the interface has elsewhere",
                subgraph.at(definition),
            )
