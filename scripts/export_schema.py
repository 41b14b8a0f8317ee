"""Write the three subgraphs' SDL and their supergraph into ``schema/``."""

import sys
from pathlib import Path

from crm_service.schema import schema as crm
from erp_service.schema import schema as erp
from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.orders.schema.resolvers import SCHEMA as PROCESS

FOLDER = Path(__file__).parent.parent / "schema"
URLS = {
    "crm": "http://127.0.0.1:8001/graphql",
    "erp": "http://127.0.0.1:8002/graphql",
    "process": "http://127.0.0.1:8000/subgraphs/process",
}


def exported() -> dict[str, str]:
    """File name to text.

    Raises:
        SystemExit: the schemas do not compose.
    """
    sdls = {"crm": crm.as_str(), "erp": erp.as_str(), "process": PROCESS.as_str()}
    result = compose([SubgraphDefinition(name, URLS[name], sdl) for name, sdl in sdls.items()])
    if result.supergraph_sdl is None:
        raise SystemExit("\n".join(str(error) for error in result.errors))
    files = {f"{name}.graphql": f"{sdl}\n" for name, sdl in sdls.items()}
    return {**files, "supergraph.graphql": result.supergraph_sdl}


def main() -> None:
    """Write all files."""
    for name, text in exported().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"schema/{name}\n")


if __name__ == "__main__":
    main()
