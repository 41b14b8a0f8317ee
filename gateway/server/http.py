"""GraphQL over HTTP: bytes of a request in, status, media type and bytes of an answer out.

Follows the GraphQL-over-HTTP specification for POST with both its media types. Under
``application/graphql-response+json`` a request error is 400; under ``application/json`` a
well-formed request is always 200.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from chassis.identity import IdentityError
from gateway.server.documents import RequestRefusedError
from gateway.server.event_stream import send_events
from gateway.server.identity import IdentitySeam
from gateway.server.negotiation import (
    EVENT_STREAM,
    GRAPHQL_RESPONSE,
    JSON,
    accepts_event_stream,
    answer_media_type,
    is_json,
)
from gateway.server.pipeline import GraphQLRequest, Pipeline

LARGEST_BODY = 1024 * 1024
# An import of orders has a limit of its own (domain §3.9 no. 17).
LARGEST_IMPORT = 8 * 1024 * 1024
IMPORT_MARK = b"importOrders"
_CONTENT_TYPES: Final = {
    each: f"{each}; charset=utf-8".encode() for each in (JSON, GRAPHQL_RESPONSE)
}
_log = logging.getLogger(__name__)


class _Parameters(msgspec.Struct):
    query: str
    variables: dict[str, msgspec.Raw] | None = None
    operationName: str | None = None  # noqa: N815 - the name on the wire
    extensions: dict[str, msgspec.Raw] | None = None


_decode_parameters = msgspec.json.Decoder(_Parameters).decode


class RefusedRequestError(Exception):
    """A request that is no GraphQL request; answered with ``status`` whatever is accepted."""

    def __init__(
        self, status: int, message: str, headers: dict[bytes, bytes] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


class _Answer(msgspec.Struct, frozen=True):
    status: int
    body: bytes
    content_type: bytes = JSON.encode()
    headers: dict[bytes, bytes] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """The ASGI application behind ``/graphql``; bare, since it is the hot path."""

    pipeline: Pipeline[Any]
    identity: IdentitySeam

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        try:
            answer = await self._respond(scope, receive)
            if isinstance(answer, AsyncGenerator):
                await send_events(answer, receive, send)
                return
        except ClientDisconnect:
            return
        except RefusedRequestError as error:
            answer = _refusal(error.status, str(error), error.headers)
        except IdentityError as error:
            answer = _refusal(401, str(error), {b"www-authenticate": b"Bearer"})
        except Exception:  # noqa: BLE001 - the last door: logged whole, answered without internals
            _log.exception("a request failed by a defect of the gateway")
            answer = _refusal(500, "the gateway failed; its log says why")
        headers = [
            (b"content-type", answer.content_type),
            (b"content-length", b"%d" % len(answer.body)),
            *answer.headers.items(),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _respond(
        self, scope: Scope, receive: Receive
    ) -> _Answer | AsyncGenerator[bytes, None]:
        _require_post(scope["method"])
        headers = _combined(scope["headers"])
        accept = headers.get("accept", "")
        if EVENT_STREAM in accept and accepts_event_stream(accept):
            return await self._respond_by_events(headers, receive)
        media_type = _answer_media_type(accept)
        actor = self.identity.actor_of(headers.get("authorization"))
        _require_json(headers.get("content-type", ""))
        body = await _read_operation(receive, headers.get("content-length", ""))
        try:
            answer = await self.pipeline.answer(read_parameters(body), actor)
        except RequestRefusedError as error:
            status = 400 if media_type == GRAPHQL_RESPONSE else 200
            answer = msgspec.json.encode({"errors": error.errors})
            return _Answer(status, answer, _CONTENT_TYPES[media_type])
        return _Answer(200, answer, _CONTENT_TYPES[media_type])

    async def _respond_by_events(
        self, headers: dict[str, str], receive: Receive
    ) -> _Answer | AsyncGenerator[bytes, None]:
        """Events where there are several, or where the client takes nothing else."""
        actor = self.identity.actor_of(headers.get("authorization"))
        _require_json(headers.get("content-type", ""))
        body = await _read_operation(receive, headers.get("content-length", ""))
        request, media_type = read_parameters(body), answer_media_type(headers["accept"])
        try:
            if media_type is None or await self.pipeline.is_subscription(request):
                return await self.pipeline.stream(request, actor)
            answer = await self.pipeline.answer(request, actor)
        except RequestRefusedError as error:
            refusal = msgspec.json.encode({"errors": error.errors})
            return _Answer(400, refusal, _CONTENT_TYPES[media_type or JSON])
        return _Answer(200, answer, _CONTENT_TYPES[media_type])


async def _read_operation(receive: Receive, announced: str) -> bytes:
    """A request's body within the limit of what it asks for.

    Raises:
        RefusedRequestError: more bytes than that (413).
        ClientDisconnect: the client has gone.
    """
    body = await read_body(receive, announced, LARGEST_IMPORT)
    if len(body) > LARGEST_BODY and IMPORT_MARK not in body:
        raise RefusedRequestError(413, _too_large(LARGEST_BODY))
    return body


def read_parameters(body: bytes) -> GraphQLRequest:
    """Read the JSON object of a POST.

    Raises:
        RefusedRequestError: no JSON, no object, or a parameter of the wrong type (400); a
            document that is too long (413).
    """
    try:
        found = _decode_parameters(body)
    except msgspec.ValidationError as error:
        raise RefusedRequestError(400, f"the body is no GraphQL request: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusedRequestError(400, f"the body is no JSON: {error}") from error
    if len(found.query) > LARGEST_BODY:
        # What an import has much of stands in its variables.
        message = f"the document has more than {LARGEST_BODY} characters; send less"
        raise RefusedRequestError(413, message)
    return GraphQLRequest(found.query, found.operationName, found.variables or {})


async def read_body(receive: Receive, announced: str, most: int) -> bytes:
    """Read a body, never keeping more than ``most`` bytes; ``announced`` is its content-length.

    Raises:
        RefusedRequestError: more bytes than that, announced or sent (413).
        ClientDisconnect: the client has gone.
    """
    too_large = _too_large(most)
    if announced.isdecimal() and int(announced) > most:
        raise RefusedRequestError(413, too_large)
    parts: list[bytes] = []
    size = 0
    has_more = True
    while has_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise RefusedRequestError(413, too_large)
        has_more = message.get("more_body", False)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _too_large(most: int) -> str:
    return f"the body has more than {most} bytes; send less"


def _combined(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Lines of one name combined (RFC 9110, section 5.3)."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    return headers


def _refusal(status: int, message: str, headers: dict[bytes, bytes] | None = None) -> _Answer:
    body = msgspec.json.encode({"errors": [{"message": message}]})
    return _Answer(status, body, headers=headers or {})


def _require_post(method: str) -> None:
    if method != "POST":
        message = f"{method} is not answered here; send the operation by POST"
        raise RefusedRequestError(405, message, {b"allow": b"POST"})


def _answer_media_type(accept: str) -> str:
    media_type = answer_media_type(accept)
    if media_type is None:
        raise RefusedRequestError(
            406, f"none of the accepted media types is served; accept {GRAPHQL_RESPONSE} or {JSON}"
        )
    return media_type


def _require_json(content_type: str) -> None:
    if not is_json(content_type):
        raise RefusedRequestError(415, f"the body's content-type must be {JSON}, in UTF-8")
