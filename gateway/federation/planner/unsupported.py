"""What path search and fetches do not follow yet is refused when a supergraph is loaded."""

from gateway.federation.errors import SupergraphError
from gateway.federation.supergraph.model import Supergraph


def refuse_unplannable(supergraph: Supergraph) -> None:
    """Refuse a supergraph whose operations might be planned wrongly.

    Raises:
        SupergraphError: ``@interfaceObject``, or ``@override`` with a label.
    """
    for info in supergraph.types.values():
        for subgraph, owner in info.owners.items():
            if owner.is_interface_object:
                raise SupergraphError(
                    f"@interfaceObject on {info.name} in subgraph {subgraph} is not supported "
                    "yet; declare the interface's implementations there"
                )
        for field in info.fields.values():
            for subgraph, owned in field.owners.items():
                if owned.override_label:
                    raise SupergraphError(
                        f"@override(label:) on {info.name}.{field.name} in subgraph {subgraph} "
                        "is not supported yet; override without a label"
                    )
