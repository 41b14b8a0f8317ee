"""The gateway's door as one ASGI application: endpoints, explorer, health, process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from chassis.identity import INTERNAL_HEADER, Actor, IdentityError
from gateway.server.cors import CrossOriginDoor
from gateway.server.http import GraphQLEndpoint
from gateway.server.identity import IdentitySeam
from gateway.server.key_routes import KeyRoutes, Keys
from gateway.server.load import Load
from gateway.server.parameters import read_body
from gateway.server.pipeline import Pipeline
from gateway.server.profile import DoorPolicy
from gateway.server.refusal import RefusedRequestError, refusal_body
from gateway.server.subscriptions.reservations import Reservations
from gateway.server.subscriptions.shared_stream import SharedStreamDoor
from gateway.server.subscriptions.socket import SocketDoor
from gateway.server.subscriptions.socket_session import SocketTerms
from gateway.server.subscriptions.streaming import Streams

ProcessHandler = Callable[[bytes, Actor], Awaitable[bytes]]
# A bundle of exported data by its id and its link's token; None: there is no such link.
ExportReader = Callable[[str, str], Awaitable[bytes | None]]
ReadinessCheck = Callable[[], Awaitable[str | None]]

GRAPHQL_PATH = "/graphql"
LARGEST_PROCESS_BODY = 8 * 1024 * 1024
EXPLORER_FILES = Path(__file__).parent / "explorer" / "static"
# Inline styles: the editor writes its theme that way. Scripts are files of ours, without exception.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; "
    "font-src 'self' data:; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_PAGE_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


@dataclass(frozen=True, slots=True)
class GatewayParts:
    """What the door needs.

    Attributes:
        export: reads what a privacy request has collected; None where there is no order process.
        keys: of partners' programs; None where there is no order process.
        process: answers GraphQL request bodies of the order process, for other gateways and
            tests; None where it is not served.
        readiness: None when ready, else one clause saying what is missing.
        subgraphs: addresses by name, told under ``/subgraphs``; None where nobody is to know.
        contracts: variants by name, each at ``/<name>/graphql``, its explorer at ``/<name>``.
    """

    pipeline: Pipeline[Any]
    identity: IdentitySeam
    policy: DoorPolicy
    process: ProcessHandler | None = None
    export: ExportReader | None = None
    keys: Keys | None = None
    readiness: ReadinessCheck | None = None
    subgraphs: Mapping[str, str] | None = None
    contracts: Mapping[str, Contract] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contract:
    """A variant of the schema for one audience."""

    pipeline: Pipeline[Any]
    policy: DoorPolicy


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What answers under one path of GraphQL's."""

    http: ASGIApp
    sockets: ASGIApp


@dataclass(frozen=True, slots=True)
class Door:
    """The ASGI application: the hot path takes no way through a router.

    Attributes:
        endpoints: by path.
        streams: what clients follow over HTTP; to be stopped when the server is.
    """

    endpoints: Mapping[str, Endpoint]
    others: Starlette
    streams: Streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, follow one connection, or the server's life."""
        app: ASGIApp = self.others
        if scope["type"] != "lifespan":
            endpoint = self.endpoints.get(scope["path"])
            if endpoint is not None:
                app = endpoint.http if scope["type"] == "http" else endpoint.sockets
        await app(scope, receive, send)


def gateway_app(parts: GatewayParts, lifespan: Lifespan[Starlette] | None = None) -> Door:
    """The ASGI application."""
    routes: list[BaseRoute] = [*_health_routes(parts.readiness)]
    if parts.subgraphs is not None:
        routes.append(_subgraphs_route(parts.subgraphs))
    if parts.process is not None:
        routes.append(_process_route(parts.process, parts.identity))
    if parts.keys is not None:
        routes.extend(KeyRoutes(parts.keys, parts.identity).routes())
    if parts.export is not None:
        routes.append(_export_route(parts.export))
    if parts.policy.profile.explorer:
        pages = ("/", *(f"/{name}" for name in parts.contracts))
        routes.extend(Route(page, _explorer_page) for page in pages)
        routes.append(Mount("/explorer", _ExplorerFiles(directory=EXPLORER_FILES)))
    streams, load = Streams(), Load(parts.policy.http.limits)
    served = {GRAPHQL_PATH: Contract(parts.pipeline, parts.policy)}
    served |= {f"/{name}{GRAPHQL_PATH}": each for name, each in parts.contracts.items()}
    endpoints = {
        path: _endpoint(contract, parts.identity, streams, load)
        for path, contract in served.items()
    }
    return Door(endpoints, Starlette(routes=routes, lifespan=lifespan), streams)


def _endpoint(contract: Contract, identity: IdentitySeam, streams: Streams, load: Load) -> Endpoint:
    pipeline, policy = contract.pipeline, contract.policy
    limits = policy.http.limits
    shared = SharedStreamDoor(pipeline, Reservations(limits))
    http: ASGIApp = GraphQLEndpoint(pipeline, identity, policy.http, streams, shared, load)
    if policy.cors is not None:
        http = CrossOriginDoor(http, policy.cors)
    return Endpoint(http, SocketDoor(SocketTerms(pipeline, identity, limits), policy.cors))


def _health_routes(readiness: ReadinessCheck | None) -> list[Route]:
    async def live(_: Request) -> Response:
        return _json(200, {"status": "ok"})

    async def ready(_: Request) -> Response:
        missing = await readiness() if readiness is not None else None
        if missing is None:
            return _json(200, {"status": "ok"})
        return _json(503, {"status": "not ready", "reason": missing})

    return [Route("/health/live", live), Route("/health/ready", ready)]


def _subgraphs_route(subgraphs: Mapping[str, str]) -> Route:
    async def answer(_: Request) -> Response:
        return _json(200, dict(subgraphs))

    return Route("/subgraphs", answer)


def _process_route(process: ProcessHandler, identity: IdentitySeam) -> Route:
    async def answer(request: Request) -> Response:
        try:
            actor = identity.internal_actor_of(request.headers.get(INTERNAL_HEADER))
            announced = request.headers.get("content-length", "")
            body = await read_body(request.receive, announced, LARGEST_PROCESS_BODY)
        except IdentityError as error:
            return _refusal(401, str(error), "UNAUTHENTICATED")
        except RefusedRequestError as error:
            return Response(error.body, error.status, media_type="application/json")
        return Response(await process(body, actor), media_type="application/json")

    return Route("/subgraphs/process", answer, methods=["POST"])


def _export_route(export: ExportReader) -> Route:
    async def answer(request: Request) -> Response:
        token = request.query_params.get("token", "")
        found = await export(request.path_params["id"], token)
        if found is None:
            message = "there is no such export, or not any more; request a new one"
            return _refusal(404, message, "NOT_FOUND")
        name = f'attachment; filename="{request.path_params["id"]}.json"'
        headers = {"content-disposition": name, "cache-control": "no-store"}
        return Response(found, headers=headers, media_type="application/json")

    return Route("/privacy/exports/{id}", answer)


async def _explorer_page(_: Request) -> Response:
    return FileResponse(EXPLORER_FILES / "index.html", headers=_PAGE_HEADERS)


class _ExplorerFiles(StaticFiles):
    """Static files that carry the page's headers: workers obey the policy they came with."""

    def file_response(self, *arguments: Any, **named: Any) -> Response:
        response = super().file_response(*arguments, **named)
        response.headers.update(_PAGE_HEADERS)
        return response


def _refusal(status: int, message: str, code: str) -> Response:
    return Response(refusal_body(message, code), status, media_type="application/json")


def _json(status: int, value: object) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")
