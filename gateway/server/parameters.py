"""The parameters of a GraphQL request, from a body or from a query string.

GraphQL over HTTP, section "Request Parameters". Only JSON types are checked here; what a text or
a value means is for the pipeline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final, TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from gateway.server.limits import LIMITS, Limits
from gateway.server.negotiation import JSON, is_json
from gateway.server.pipeline import GraphQLRequest
from gateway.server.refusal import RefusedRequestError

# An import of orders has a limit of its own (domain §3.9 no. 17).
IMPORT_MARK = b"importOrders"
MOST_PARAMETERS = 16
SLOWEST_BODY_SECONDS = 30.0

Value = TypeVar("Value")
_Members = dict[str, msgspec.Raw]


class _Parameters(msgspec.Struct):
    query: str | None = None
    variables: _Members | None = None
    operationName: str | None = None  # noqa: N815 - the name on the wire
    extensions: _Members | None = None
    documentId: str | None = None  # noqa: N815 - likewise


class _PersistedQuery(msgspec.Struct):
    version: int
    sha256Hash: str  # noqa: N815 - likewise


_decode_body: Final = msgspec.json.Decoder(_Parameters | list[_Parameters])
_decode_persisted: Final = msgspec.json.Decoder(_PersistedQuery)
_decode_members: Final = msgspec.json.Decoder(_Members | None)


def parameters_of_body(body: bytes) -> GraphQLRequest:
    """Read a JSON object.

    Raises:
        RefusedRequestError: as for ``requests_of_body``, or an array (400).
    """
    found = requests_of_body(body)
    if isinstance(found, list):
        raise RefusedRequestError(400, "a batch is answered by a POST alone; send one request")
    return found


def requests_of_body(body: bytes) -> GraphQLRequest | list[GraphQLRequest]:
    """Read the JSON object of a POST, or an array of them.

    Raises:
        RefusedRequestError: no JSON, no object, or a parameter of the wrong type (400).
    """
    found = _decoded(_decode_body, body, "the body")
    return [_request(each) for each in found] if isinstance(found, list) else _request(found)


def parameters_of_query(query_string: bytes) -> GraphQLRequest:
    """Read the parameters of a GET; ``variables`` and ``extensions`` are JSON.

    Raises:
        RefusedRequestError: as for a body; a parameter that stands twice (400).
    """
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as error:
        message = f"the query string cannot be read: {error}; encode it as UTF-8, percent-encoded"
        raise RefusedRequestError(400, message) from error
    given = dict(pairs)
    if len(given) < len(pairs):
        raise RefusedRequestError(400, "a parameter stands twice in the query string; send it once")
    return _request(
        _Parameters(
            given.get("query"),
            _members(given, "variables"),
            given.get("operationName") or None,
            _members(given, "extensions"),
            given.get("documentId"),
        )
    )


async def read_operation_body(receive: Receive, announced: str, limits: Limits) -> bytes:
    """A request's body within the limit of what it asks for.

    Raises:
        RefusedRequestError: more bytes than that (413).
        ClientDisconnect: the client has gone.
    """
    body = await read_body(receive, announced, limits.import_body)
    if len(body) > limits.body and IMPORT_MARK not in body:
        raise _too_large(limits.body)
    return body


async def read_body(receive: Receive, announced: str, most: int) -> bytes:
    """Read a body, never keeping more than ``most`` bytes; ``announced`` is its content-length.

    Raises:
        RefusedRequestError: more bytes than that, announced or sent (413); a client that sends
            too slowly (408).
        ClientDisconnect: the client has gone.
    """
    if announced.isdecimal() and int(announced) > most:
        raise _too_large(most)
    first, has_more = await _read_part(receive)
    if len(first) > most:
        raise _too_large(most)
    if not has_more:
        return first
    try:
        async with asyncio.timeout(SLOWEST_BODY_SECONDS):
            return await _read_on(receive, first, most)
    except TimeoutError as error:
        message = f"the body did not come within {SLOWEST_BODY_SECONDS:.0f} seconds; send it anew"
        raise RefusedRequestError(408, message, "REQUEST_TIMEOUT") from error


async def _read_on(receive: Receive, first: bytes, most: int) -> bytes:
    parts, size, has_more = [first], len(first), True
    while has_more:
        part, has_more = await _read_part(receive)
        parts.append(part)
        size += len(part)
        if size > most:
            raise _too_large(most)
    return b"".join(parts)


async def _read_part(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message.get("body", b""), message.get("more_body", False)


def _request(found: _Parameters) -> GraphQLRequest:
    document_id = found.documentId
    if found.extensions and "persistedQuery" in found.extensions:
        document_id = _persisted(found.extensions["persistedQuery"])
    if found.query is None and document_id is None:
        raise RefusedRequestError(400, "the request has no parameter 'query'; send one")
    return GraphQLRequest(found.query, found.operationName, found.variables or {}, document_id)


def _persisted(extension: msgspec.Raw) -> str:
    persisted = _decoded(_decode_persisted, bytes(extension), "the extension persistedQuery")
    if persisted.version != 1:
        message = f"persistedQuery has version {persisted.version}; send version 1"
        raise RefusedRequestError(400, message)
    return persisted.sha256Hash


def _members(given: dict[str, str], name: str) -> _Members | None:
    text = given.get(name)
    return _decoded(_decode_members, text.encode(), f"the parameter {name!r}") if text else None


def _decoded(decoder: msgspec.json.Decoder[Value], text: bytes, what: str) -> Value:
    try:
        return decoder.decode(text)
    except msgspec.ValidationError as error:
        raise RefusedRequestError(400, f"{what} is no GraphQL request: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusedRequestError(400, f"{what} is no JSON: {error}") from error


def _too_large(most: int) -> RefusedRequestError:
    message = f"the body has more than {most} bytes; send less"
    return RefusedRequestError(413, message, LIMITS["body"].code)


def require_json(headers: Mapping[str, str]) -> None:
    """Whether a body is announced as plain JSON; names of headers in lower case.

    Raises:
        RefusedRequestError: it is not (415).
    """
    encoding = headers.get("content-encoding", "identity")
    if encoding.lower() != "identity":
        raise RefusedRequestError(
            415,
            f"a body with content-encoding {encoding!r} is not read; send it plain",
            "UNSUPPORTED_MEDIA_TYPE",
            {b"accept-encoding": b"identity"},
        )
    if not is_json(headers.get("content-type", "")):
        message = f"the body's content-type must be {JSON}, in UTF-8"
        raise RefusedRequestError(415, message, "UNSUPPORTED_MEDIA_TYPE")
