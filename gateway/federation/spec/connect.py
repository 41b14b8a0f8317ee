"""``connect``: fields that a gateway fetches from an HTTP service, described in the subgraph's SDL.

Source: the connect specification, versions 0.1 to 0.4. A supergraph carries its directives, and the
links to it, by ``@join__directive``, each for its subgraphs alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.federation.spec.links import Version

CONNECT = "https://specs.apollo.dev/connect"
# The newest one that is final; a supergraph links it, unless a subgraph links one that is newer.
FINAL: Version = (0, 3)
# Version to the first version of federation that it fits.
NEEDS: Mapping[Version, Version] = {
    (0, 1): (2, 10),
    (0, 2): (2, 11),
    (0, 3): (2, 12),
    (0, 4): (2, 13),
}
SIGNATURES: Mapping[str, str] = {
    "connect": (
        "(source: String, id: String, http: connect__ConnectHTTP, batch: connect__ConnectBatch, "
        "errors: connect__ConnectorErrors, selection: connect__JSONSelection!, "
        "entity: Boolean = false, isSuccess: connect__JSONSelection) "
        "repeatable on FIELD_DEFINITION | OBJECT"
    ),
    "source": (
        "(name: String!, http: connect__SourceHTTP!, errors: connect__ConnectorErrors, "
        "isSuccess: connect__JSONSelection) repeatable on SCHEMA"
    ),
}
_FROM = "path: connect__JSONSelection, queryParams: connect__JSONSelection"
SCALARS = ("URLPathTemplate", "JSONSelection")
# Input types to their fields.
INPUTS: Mapping[str, str] = {
    "ConnectorErrors": "message: connect__JSONSelection, extensions: connect__JSONSelection",
    "HTTPHeaderMapping": "name: String!, from: String, value: String",
    "ConnectBatch": "maxSize: Int",
    "SourceHTTP": f"baseURL: String!, headers: [connect__HTTPHeaderMapping!], {_FROM}",
    "ConnectHTTP": (
        "GET: connect__URLPathTemplate, POST: connect__URLPathTemplate, "
        "PUT: connect__URLPathTemplate, PATCH: connect__URLPathTemplate, "
        "DELETE: connect__URLPathTemplate, body: connect__JSONSelection, "
        f"headers: [connect__HTTPHeaderMapping!], {_FROM}"
    ),
}
