"""GraphQL over HTTP: bytes of a request in, status, media type and bytes of an answer out.

Follows the GraphQL-over-HTTP specification for POST and GET with both its media types. Under
``application/graphql-response+json`` a request error is 400; under ``application/json`` a
well-formed request is always 200.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from chassis.identity import Actor, IdentityError
from gateway.federation.language.selection import OperationKind
from gateway.server.batch import answer_all, require_bounded
from gateway.server.compression import SMALLEST_BODY, compressed, takes_gzip
from gateway.server.identity import IdentitySeam
from gateway.server.limits import Limits
from gateway.server.load import Load
from gateway.server.negotiation import (
    GRAPHQL_RESPONSE,
    JSON,
    accepts_event_stream,
    accepts_parts,
    answer_media_type,
)
from gateway.server.parameters import (
    parameters_of_query,
    read_operation_body,
    requests_of_body,
    require_json,
)
from gateway.server.pipeline import GraphQLRequest, Pipeline
from gateway.server.refusal import RefusedRequestError, not_allowed, refusal_body
from gateway.server.request_error import RequestRefusedError
from gateway.server.subscriptions.framing import EVENTS, PARTS, Framing
from gateway.server.subscriptions.shared_stream import METHODS, Plain, SharedStreamDoor, token_of
from gateway.server.subscriptions.streaming import Stream, Streams, while_identified
from gateway.server.timing import Timing

_CONTENT_TYPES: Final = {
    each: f"{each}; charset=utf-8".encode() for each in (JSON, GRAPHQL_RESPONSE)
}
# No form and no plain link sends one of these, and a script of another origin must ask before.
PREFLIGHT_HEADERS: Final = (
    "graphql-require-preflight",
    "apollo-require-preflight",
    "x-apollo-operation-name",
    "x-requested-with",
)
# What was asked by an address might be kept under it, by whoever has no right to it.
_NOT_STORED: Final = {b"cache-control": b"no-store"}
_PLAIN: Final = b"text/plain; charset=utf-8"
_DEFECT: Final = "the gateway failed; its log says why"
_VARIES: Final = (b"vary", b"accept-encoding")
_GZIP: Final = (b"content-encoding", b"gzip")
_Headers = Mapping[bytes, bytes]
_NO_HEADERS: Final[_Headers] = {}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HttpPolicy:
    """Which requests are answered at all.

    Attributes:
        answers_get: queries by GET; mutations never are.
        requires_preflight: a GET must carry a header that no page of another origin can send
            without asking first (``PREFLIGHT_HEADERS``). A POST always needs ``application/json``,
            which is as good.
        limits: of bodies.
        tells_timing: whether answers carry ``Server-Timing``.
        compresses: whether answers go as gzip where the client takes it.
    """

    answers_get: bool
    requires_preflight: bool
    limits: Limits
    compresses: bool = True
    tells_timing: bool = False


class _Answer(msgspec.Struct, frozen=True):
    status: int
    body: bytes
    content_type: bytes = JSON.encode()
    headers: Mapping[bytes, bytes] = _NO_HEADERS


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """The ASGI application behind ``/graphql``; bare, since it is the hot path."""

    pipeline: Pipeline[Any]
    identity: IdentitySeam
    policy: HttpPolicy
    streams: Streams
    shared: SharedStreamDoor
    load: Load

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        try:
            answer = await self._respond(scope, receive)
            if isinstance(answer, Stream):
                await self.streams.send(answer, receive, send)
                return
        except ClientDisconnect:
            return
        except RefusedRequestError as error:
            answer = _Answer(error.status, error.body, headers=error.headers)
        except IdentityError as error:
            body = refusal_body(str(error), "UNAUTHENTICATED")
            answer = _Answer(401, body, headers={b"www-authenticate": b"Bearer"})
        except Exception:  # noqa: BLE001 - the last door: logged whole, answered without internals
            _log.exception("a request failed by a defect of the gateway")
            answer = _Answer(500, refusal_body(_DEFECT, "INTERNAL_SERVER_ERROR"))
        body, headers = answer.body, [(b"content-type", answer.content_type)]
        if len(body) >= SMALLEST_BODY and self.policy.compresses:
            headers.append(_VARIES)
            if takes_gzip(scope["headers"]):
                body = await compressed(body)
                headers.append(_GZIP)
        headers += ((b"content-length", b"%d" % len(body)), *answer.headers.items())
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _respond(self, scope: Scope, receive: Receive) -> _Answer | Stream:
        headers = _combined(scope["headers"])
        token = token_of(scope, headers)
        if token is not None or scope["method"] in METHODS:
            return await self._share(scope, headers, receive, token)
        is_get = scope["method"] != "POST" and self._is_answered_get(scope["method"], headers)
        accepted = _accepted(headers.get("accept", ""))
        said = headers.get("authorization")
        actor = await self.identity.identify(said)
        request = await self._request(scope, headers, receive)
        if isinstance(request, list):
            return await self._respond_to_all(request, actor, accepted)
        more = _NOT_STORED if is_get else _NO_HEADERS
        try:
            if is_get:
                _require_no_mutation(await self.pipeline.kind_of(request))
            stream = await self._stream(request, actor, accepted, said)
            return stream or await self._respond_to_one(request, actor, accepted, more)
        except RequestRefusedError as error:
            return _refused(error, accepted, more)

    async def _respond_to_one(
        self, request: GraphQLRequest, actor: Actor, accepted: _Accepted, more: _Headers
    ) -> _Answer:
        timing = Timing() if self.policy.tells_timing else None
        answer = await self._answered(request, actor, timing)
        if timing is not None:
            more = {**more, b"server-timing": timing.header()}
        return _Answer(200, answer, _CONTENT_TYPES[accepted.media_type], more)

    async def _stream(
        self, request: GraphQLRequest, actor: Actor, accepted: _Accepted, said: str | None
    ) -> Stream | None:
        """A stream where there are several answers, or where the client takes nothing else."""
        framing = accepted.framing
        if framing is None:
            return None
        if await self.pipeline.kind_of(request) is OperationKind.SUBSCRIPTION:
            answers = await self.pipeline.stream(request, actor)
            return Stream(framing, while_identified(answers, self.identity, said))
        if accepted.is_one_too:
            return None
        return Stream(framing, _only(await self._answered(request, actor)))

    async def _share(
        self, scope: Scope, headers: dict[str, str], receive: Receive, token: str | None
    ) -> _Answer | Stream:
        actor = await self.identity.identify(headers.get("authorization"))
        try:
            answer = await self.shared.respond(scope, headers, receive, actor, token)
        except RequestRefusedError as error:
            return _Answer(400, _refusal(error), _CONTENT_TYPES[JSON])
        if isinstance(answer, Plain):
            return _Answer(answer.status, answer.text.encode(), _PLAIN, _NOT_STORED)
        said = headers.get("authorization")
        events = while_identified(answer.answers, self.identity, said, is_told=False)
        return Stream(answer.framing, events)

    async def _answered(
        self, request: GraphQLRequest, actor: Actor, timing: Timing | None = None
    ) -> bytes:
        # Counted from here on: who sends its request slowly takes nobody's place.
        self.load.begin()
        try:
            return await self.pipeline.answer(request, actor, timing)
        finally:
            self.load.end()

    async def _respond_to_all(
        self, requests: list[GraphQLRequest], actor: Actor, accepted: _Accepted
    ) -> _Answer:
        if not accepted.is_one_too:
            raise RefusedRequestError(400, "a batch is not answered by a stream; send one request")
        require_bounded(requests, self.policy.limits)
        answer = await answer_all(requests, lambda each: self._answered(each, actor))
        return _Answer(200, answer, _CONTENT_TYPES[JSON])

    def _is_answered_get(self, method: str, headers: dict[str, str]) -> bool:
        """Always true; what is neither a POST nor a GET to be answered is refused.

        Raises:
            RefusedRequestError: another method (405); a GET that any page could have sent (403).
        """
        if method != "GET" or not self.policy.answers_get:
            raise not_allowed(method, "GET, POST" if self.policy.answers_get else "POST")
        if self.policy.requires_preflight and not any(map(headers.get, PREFLIGHT_HEADERS)):
            raise RefusedRequestError(
                403, f"a GET needs the header {PREFLIGHT_HEADERS[0]}: 1", "CSRF_PREVENTED"
            )
        return True

    async def _request(
        self, scope: Scope, headers: dict[str, str], receive: Receive
    ) -> GraphQLRequest | list[GraphQLRequest]:
        if scope["method"] == "GET":
            return parameters_of_query(scope["query_string"])
        require_json(headers)
        announced = headers.get("content-length", "")
        return requests_of_body(await read_operation_body(receive, announced, self.policy.limits))


class _Accepted(NamedTuple):
    """What a client takes.

    Attributes:
        media_type: of a single answer.
        framing: how several answers are told apart, where it takes several at all.
        is_one_too: whether it takes a single answer that is no stream.
    """

    media_type: str
    framing: Framing | None
    is_one_too: bool


@lru_cache(maxsize=256)
def _accepted(accept: str) -> _Accepted:
    """Read ``Accept``.

    Raises:
        RefusedRequestError: nothing that is served (406).
    """
    several = EVENTS if accepts_event_stream(accept) else PARTS if accepts_parts(accept) else None
    media_type = answer_media_type(accept)
    if media_type is None and several is None:
        raise RefusedRequestError(
            406,
            f"none of the accepted media types is served; accept {GRAPHQL_RESPONSE} or {JSON}",
            "NOT_ACCEPTABLE",
        )
    return _Accepted(media_type or JSON, several, media_type is not None)


def _refused(error: RequestRefusedError, accepted: _Accepted, more: _Headers) -> _Answer | Stream:
    if accepted.framing is not None and not accepted.is_one_too:
        return Stream(accepted.framing, _only(_refusal(error)))
    status = 400 if accepted.media_type == GRAPHQL_RESPONSE else 200
    return _Answer(status, _refusal(error), _CONTENT_TYPES[accepted.media_type], more)


def _refusal(error: RequestRefusedError) -> bytes:
    return msgspec.json.encode({"errors": error.errors})


async def _only(answer: bytes) -> AsyncGenerator[bytes, None]:
    yield answer


def _require_no_mutation(kind: OperationKind) -> None:
    if kind is OperationKind.MUTATION:
        raise not_allowed("a mutation by GET", "POST")


def _combined(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Lines of one name combined (RFC 9110, section 5.3)."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    return headers
