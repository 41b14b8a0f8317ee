"""What fetches do not follow yet is refused when a supergraph is loaded."""

from gateway.federation.errors import SupergraphError
from gateway.federation.supergraph.model import Supergraph


def refuse_unplannable(supergraph: Supergraph) -> None:
    """Refuse a supergraph whose operations might be planned wrongly.

    Raises:
        SupergraphError: a ``@fromContext`` somewhere.
    """
    for info in supergraph.types.values():
        for field in info.fields.values():
            for subgraph, owned in field.owners.items():
                if owned.context_arguments:
                    raise SupergraphError(
                        f"@fromContext on {info.name}.{field.name} in subgraph {subgraph} is not "
                        "supported yet; compose without @context and @fromContext"
                    )
