"""An ``@external`` field is there for a key, a requirement, a provision or an interface."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.subgraph import Subgraph


def check(subgraph: Subgraph, report: Report) -> None:
    """Report external fields that nothing needs."""
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            coordinate = (definition.name, field.name)
            if coordinate in subgraph.facts.external and coordinate not in subgraph.facts.used:
                report.error(
                    Code.EXTERNAL_UNUSED,
                    f"{definition.name}.{field.name} in {subgraph.name!r} is @external, but no "
                    "@key, @requires or @provides selects it and no interface needs it; remove the "
                    "field, or the mark",
                    subgraph.at(field),
                )
