"""Only objects have values, so only their fields can be ``@external``."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.supergraph.model import TypeKind


def check(subgraph: Subgraph, report: Report) -> None:
    """Report external fields of interfaces."""
    for definition in subgraph.types.values():
        if definition.kind is not TypeKind.INTERFACE:
            continue
        for field in definition.fields.values():
            if (definition.name, field.name) in subgraph.facts.external:
                report.error(
                    Code.EXTERNAL_ON_INTERFACE,
                    f"{definition.name}.{field.name} in {subgraph.name!r} is a field of an "
                    "interface and cannot be @external; mark the fields of its types",
                    subgraph.at(field),
                )
