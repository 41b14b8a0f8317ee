"""A microservice's door: one GraphQL endpoint, its events, its health.

``POST /graphql`` speaks the subset of GraphQL over HTTP that gateways and developers use: a JSON
object in, ``application/json`` out, status 400 only for what is no GraphQL request. Parsed and
validated documents are kept by their text, since a gateway sends the same few texts again and
again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from chassis.graphql_execution import SchemaExecutor, decode_request
from chassis.identity import (
    DEVELOPMENT_ACTOR,
    INTERNAL_HEADER,
    Caller,
    IdentityError,
    verify_internal,
)
from chassis.outbox import OutboxFeed

LONGEST_WAIT_SECONDS = 30.0
LARGEST_BODY = 8 * 1024 * 1024
GRAPHQL_PATH = "/graphql"
ContextFor = Callable[[Caller], Any]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServiceDoor:
    """What the routes of one service share.

    Attributes:
        context_for: makes a request's context (actor, database, loaders) from its caller.
        secret: verifies internal tokens.
        allows_anonymous: a call without a token is the development actor's (development profile).
    """

    executor: SchemaExecutor
    feed: OutboxFeed
    context_for: ContextFor
    secret: str
    allows_anonymous: bool

    async def graphql(self, request: Request) -> Response:
        """Execute one operation."""
        try:
            caller = self._caller(request)
        except IdentityError as error:
            return _refusal(401, str(error))
        body = await request.body()
        if len(body) > LARGEST_BODY:
            return _refusal(413, f"the body has more than {LARGEST_BODY} bytes; send less")
        try:
            asked = decode_request(body)
        except msgspec.MsgspecError as error:
            return _refusal(400, f"the body is no GraphQL request: {error}")
        return _json(200, await self.executor.execute(asked, self.context_for(caller)))

    async def events(self, request: Request) -> Response:
        """Change events after a cursor; ``wait`` seconds at most when there are none yet."""
        try:
            self._require_internal(request)
            after = int(request.query_params.get("after", "0"))
            wait = min(float(request.query_params.get("wait", "0")), LONGEST_WAIT_SECONDS)
        except IdentityError as error:
            return _refusal(401, str(error))
        except ValueError:
            return _refusal(400, "after and wait are numbers: /events?after=0&wait=20")
        found = await self.feed.read_after(after, wait)
        cursor = found[-1]["sequence"] if found else after
        return _json(200, {"events": found, "cursor": cursor})

    def _require_internal(self, request: Request) -> None:
        if not self._caller(request).is_internal:
            raise IdentityError(f"the header {INTERNAL_HEADER} is missing; events are for readers")

    def _caller(self, request: Request) -> Caller:
        token = request.headers.get(INTERNAL_HEADER)
        if token is not None:
            return Caller(verify_internal(token, self.secret), is_internal=True)
        if self.allows_anonymous:
            return Caller(DEVELOPMENT_ACTOR, is_internal=False)
        raise IdentityError(f"the header {INTERNAL_HEADER} is missing; call through the gateway")


@dataclass(frozen=True, slots=True)
class ServiceApp:
    """The ASGI application of one service: its hot path takes no way through a router.

    Attributes:
        on_stop: lets nobody wait any longer; call it when the end is near.
    """

    door: ServiceDoor
    others: Starlette
    on_stop: Callable[[], None]

    @property
    def router(self) -> Router:
        """Whose ``lifespan_context`` opens and closes the service."""
        return self.others.router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or follow the server's life."""
        is_graphql = scope["type"] == "http" and scope["path"] == GRAPHQL_PATH
        if not is_graphql or scope["method"] != "POST":
            await self.others(scope, receive, send)
            return
        try:
            response = await self.door.graphql(Request(scope, receive))
        except ClientDisconnect:
            return
        except Exception:  # noqa: BLE001 - the last door: logged whole, answered without internals
            _log.exception("a request failed by a defect of the service")
            response = _refusal(500, "the service failed; its log says why")
        await response(scope, receive, send)


def service_app(door: ServiceDoor, lifespan: Any = None) -> ServiceApp:
    """The ASGI application of one service."""
    others = Starlette(
        routes=[
            Route(GRAPHQL_PATH, door.graphql, methods=["POST"]),
            Route("/events", door.events, methods=["GET"]),
            Route("/health/live", _healthy, methods=["GET"]),
            Route("/health/ready", _healthy, methods=["GET"]),
        ],
        lifespan=lifespan,
    )
    return ServiceApp(door, others, door.feed.close)


async def _healthy(request: Request) -> Response:
    del request
    return _json(200, {"status": "ok"})


def _refusal(status: int, message: str) -> Response:
    return _json(status, {"errors": [{"message": message}]})


def _json(status: int, value: object) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")
