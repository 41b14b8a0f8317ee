"""GraphQL over HTTP: bytes of a request in, status, media type and bytes of an answer out.

Follows the GraphQL-over-HTTP specification for POST with both its media types. Under
``application/graphql-response+json`` a request error is 400; under ``application/json`` a
well-formed request is always 200.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from chassis.identity import IdentityError
from gateway.server.documents import RequestRefusedError
from gateway.server.identity import IdentitySeam
from gateway.server.negotiation import GRAPHQL_RESPONSE, JSON, answer_media_type, is_json
from gateway.server.pipeline import GraphQLRequest, Pipeline

LARGEST_BODY = 1024 * 1024
_log = logging.getLogger(__name__)


class _Parameters(msgspec.Struct):
    query: str
    variables: dict[str, msgspec.Raw] | None = None
    operationName: str | None = None  # noqa: N815 - the name on the wire
    extensions: dict[str, msgspec.Raw] | None = None


_decode_parameters = msgspec.json.Decoder(_Parameters).decode


class RefusedRequestError(Exception):
    """A request that is no GraphQL request; answered with ``status`` whatever is accepted."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """The ASGI application behind ``/graphql``; bare, since it is the hot path."""

    pipeline: Pipeline[Any]
    identity: IdentitySeam

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except ClientDisconnect:
            return
        except RefusedRequestError as error:
            response = refusal(error.status, str(error), error.headers)
        except IdentityError as error:
            response = refusal(401, str(error), {"www-authenticate": "Bearer"})
        except Exception:  # noqa: BLE001 - the last door: logged whole, answered without internals
            _log.exception("a request failed by a defect of the gateway")
            response = refusal(500, "the gateway failed; its log says why")
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        _require_post(request)
        media_type = _answer_media_type(request)
        actor = self.identity.actor_of(request.headers.get("authorization"))
        _require_json(request)
        asked = read_parameters(await read_body(request, LARGEST_BODY))
        try:
            body = await self.pipeline.answer(asked, actor)
        except RequestRefusedError as error:
            status = 400 if media_type == GRAPHQL_RESPONSE else 200
            body = msgspec.json.encode({"errors": error.errors})
            return _answer(status, body, media_type)
        return _answer(200, body, media_type)


def read_parameters(body: bytes) -> GraphQLRequest:
    """Read the JSON object of a POST.

    Raises:
        RefusedRequestError: no JSON, no object, or a parameter of the wrong type (400).
    """
    try:
        found = _decode_parameters(body)
    except msgspec.ValidationError as error:
        raise RefusedRequestError(400, f"the body is no GraphQL request: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusedRequestError(400, f"the body is no JSON: {error}") from error
    return GraphQLRequest(found.query, found.operationName, found.variables or {})


async def read_body(request: Request, most: int) -> bytes:
    """Read a body, never keeping more than ``most`` bytes.

    Raises:
        RefusedRequestError: more bytes than that, announced or sent (413).
    """
    announced = request.headers.get("content-length", "")
    too_large = RefusedRequestError(413, f"the body has more than {most} bytes; send less")
    if announced.isdecimal() and int(announced) > most:
        raise too_large
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise too_large
    return bytes(body)


def refusal(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer with one error."""
    body = msgspec.json.encode({"errors": [{"message": message}]})
    return Response(body, status, headers, media_type=JSON)


def _require_post(request: Request) -> None:
    if request.method != "POST":
        message = f"{request.method} is not answered here; send the operation by POST"
        raise RefusedRequestError(405, message, {"allow": "POST"})


def _answer_media_type(request: Request) -> str:
    media_type = answer_media_type(",".join(request.headers.getlist("accept")))
    if media_type is None:
        raise RefusedRequestError(
            406, f"none of the accepted media types is served; accept {GRAPHQL_RESPONSE} or {JSON}"
        )
    return media_type


def _require_json(request: Request) -> None:
    if not is_json(request.headers.get("content-type", "")):
        raise RefusedRequestError(415, f"the body's content-type must be {JSON}, in UTF-8")


def _answer(status: int, body: bytes, media_type: str) -> Response:
    return Response(body, status, headers={"content-type": f"{media_type}; charset=utf-8"})
