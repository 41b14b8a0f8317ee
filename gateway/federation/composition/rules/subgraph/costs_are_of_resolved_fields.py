"""Only what is resolved costs something: no field of an interface."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.supergraph.model import TypeKind


def check(subgraph: Subgraph, report: Report) -> None:
    """Report costs of fields of interfaces."""
    for definition in subgraph.types.values():
        if definition.kind is TypeKind.INTERFACE:
            for field in definition.fields.values():
                for cost in field.applied("cost"):
                    report.error(
                        Code.COST_APPLIED_TO_INTERFACE_FIELD,
                        f"{definition.name}.{field.name} in {subgraph.name!r} is a field of an "
                        "interface and has no @cost; put it on the types that implement it",
                        subgraph.at(cost),
                    )
