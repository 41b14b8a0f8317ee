"""The requests of graphql-sse's "single connection mode", each with a token but the first.

PUT reserves a stream, GET opens it, POST begins an operation whose answers it carries, DELETE
stops one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec
from starlette.types import Receive, Scope

from chassis.identity import Actor
from gateway.server.negotiation import EVENT_STREAM, accepts_event_stream
from gateway.server.parameters import parameters_of_body, read_operation_body, require_json
from gateway.server.pipeline import Pipeline
from gateway.server.refusal import RefusedRequestError
from gateway.server.subscriptions.framing import SHARED_EVENTS
from gateway.server.subscriptions.reservations import Reservations
from gateway.server.subscriptions.streaming import Stream

TOKEN_HEADER: Final = "x-graphql-event-stream-token"  # noqa: S105 - a header's name
METHODS: Final = ("PUT", "DELETE")


class Plain(msgspec.Struct, frozen=True):
    """An answer that carries no GraphQL response."""

    status: int
    text: str = ""


class _Extensions(msgspec.Struct):
    operationId: str  # noqa: N815 - the name on the wire


class _Body(msgspec.Struct):
    extensions: _Extensions


_read_id: Final = msgspec.json.Decoder(_Body)


def token_of(scope: Scope, headers: dict[str, str]) -> str | None:
    """The token of a stream that a request concerns, from its header or its query string."""
    if TOKEN_HEADER in headers:
        return headers[TOKEN_HEADER]
    query = scope["query_string"]
    return _parameter(query, "token") if b"token=" in query else None


@dataclass(frozen=True, slots=True)
class SharedStreamDoor:
    """What these requests do.

    ``respond`` raises ``RefusedRequestError`` for what is no such request, and
    ``RequestRefusedError`` for an operation that is not begun.
    """

    pipeline: Pipeline[Any]
    reservations: Reservations

    async def respond(
        self,
        scope: Scope,
        headers: dict[str, str],
        receive: Receive,
        actor: Actor,
        token: str | None,
    ) -> Plain | Stream:
        """Carry out one request."""
        if scope["method"] == "PUT":
            return Plain(201, self.reservations.reserve(actor))
        if token is None:
            message = f"the request has no header {TOKEN_HEADER}; reserve a stream by PUT first"
            raise RefusedRequestError(400, message)
        match scope["method"]:
            case "DELETE":
                self.reservations.stop(token, actor, _operation_in(scope["query_string"]))
                return Plain(200)
            case "POST":
                await self._begin(headers, receive, actor, token)
                return Plain(202)
            case _:
                return self._open(headers, actor, token)

    def _open(self, headers: dict[str, str], actor: Actor, token: str) -> Stream:
        if not accepts_event_stream(headers.get("accept", "")):
            message = f"an event stream is opened by a GET that accepts {EVENT_STREAM}"
            raise RefusedRequestError(406, message, "NOT_ACCEPTABLE")
        return Stream(SHARED_EVENTS, self.reservations.open(token, actor))

    async def _begin(
        self, headers: dict[str, str], receive: Receive, actor: Actor, token: str
    ) -> None:
        require_json(headers)
        body = await read_operation_body(
            receive, headers.get("content-length", ""), self.reservations.limits
        )
        request = parameters_of_body(body)
        operation = _id_in(body)
        self.reservations.require_new(token, actor, operation)
        answers = await self.pipeline.stream(request, actor)
        self.reservations.begin(token, actor, operation, answers)


def _id_in(body: bytes) -> str:
    try:
        return _read_id.decode(body).extensions.operationId
    except msgspec.DecodeError as error:
        message = "the body needs extensions.operationId, a text that its answers will carry"
        raise RefusedRequestError(400, message) from error


def _operation_in(query: bytes) -> str:
    found = _parameter(query, "operationId")
    if found is None:
        raise RefusedRequestError(400, "name the operation to stop: ?operationId=<its id>")
    return found


def _parameter(query: bytes, name: str) -> str | None:
    return parse_qs(query.decode("latin-1")).get(name, [None])[0]
