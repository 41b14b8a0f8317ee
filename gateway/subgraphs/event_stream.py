"""A subgraph's subscription as server-sent events (graphql-sse, "distinct connections mode").

One POST for each subscription; every event ``next`` carries one GraphQL response, ``complete``
ends the stream (WHATWG HTML, section 9.2, for the framing).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator

import httpx
import msgspec

from gateway.subgraphs.client import SubgraphRequest, SubgraphUnreachableError

_EVENT_STREAM = "text/event-stream"
_HEADERS = {
    "content-type": "application/json",
    "accept": f"{_EVENT_STREAM}, application/graphql-response+json;q=0.9, application/json;q=0.8",
    "cache-control": "no-store",
}
_LINE_END = re.compile(rb"\r\n|\n|\r")


class Event(msgspec.Struct, frozen=True):
    """A whole event."""

    name: str
    data: bytes


class EventReader:
    """Bytes in, whole events out, however they are cut into pieces."""

    def __init__(self, largest_event: int) -> None:
        self._largest = largest_event
        self._rest = b""
        self._name = ""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, part: bytes) -> Iterator[Event]:
        """The events that end in this part.

        Raises:
            SubgraphUnreachableError: an event is larger than it may be.
        """
        buffered = self._rest + part
        # A carriage return at the end may be half of a line end: it waits for what follows.
        held = b"\r" if buffered.endswith(b"\r") else b""
        *lines, rest = _LINE_END.split(buffered.removesuffix(held))
        self._rest = rest + held
        for line in lines:
            self._size += len(line)
            self._require_bounded(self._size)
            if line:
                self._take(line)
            else:
                yield from self._dispatch()
        self._require_bounded(self._size + len(self._rest))

    def _take(self, line: bytes) -> None:
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            self._name = value.decode("utf-8", "replace")
        elif field == b"data":
            self._data.append(value)

    def _dispatch(self) -> Iterator[Event]:
        name, data = self._name, b"\n".join(self._data)
        has_content = bool(name or self._data)
        self._name, self._data, self._size = "", [], 0
        if has_content:
            yield Event(name or "message", data)

    def _require_bounded(self, size: int) -> None:
        if size > self._largest:
            reason = f"an event has more than {self._largest} bytes"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=True)


class EventStreamClient:
    """Subscribes over an ``httpx.AsyncClient`` that its maker configures and closes."""

    def __init__(self, url: str, client: httpx.AsyncClient, *, largest_event: int = 2**20) -> None:
        self._url = url
        self._client = client
        self._largest_event = largest_event

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[bytes, None]:
        """One GraphQL response for each event; closing the generator ends the subscription.

        The deadline is for the beginning of the answer; between events there may be any silence.
        A subgraph that answers with a plain GraphQL response has given its only event.

        Raises:
            SubgraphUnreachableError: no answer, none of these kinds, or a stream that breaks off.
        """
        try:
            response = await self._open(request)
            try:
                async for body in self._bodies(response):
                    yield body
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            reason = f"the stream broke: {error or type(error).__name__}"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=True) from error

    async def _open(self, request: SubgraphRequest) -> httpx.Response:
        headers = httpx.Headers([*_HEADERS.items(), *request.headers])
        asked = self._client.build_request(
            "POST", self._url, content=request.body, headers=headers, timeout=None
        )
        try:
            async with asyncio.timeout(request.timeout_seconds):
                return await self._client.send(asked, stream=True)
        except TimeoutError as error:
            reason = f"no answer within {request.timeout_seconds:g} seconds"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=True) from error

    async def _bodies(self, response: httpx.Response) -> AsyncGenerator[bytes, None]:
        if not response.headers.get("content-type", "").startswith(_EVENT_STREAM):
            yield await self._single(response)
            return
        reader = EventReader(self._largest_event)
        async for part in response.aiter_bytes():
            for event in reader.feed(part):
                if event.name == "complete":
                    return
                if event.name == "next":
                    yield event.data
        raise SubgraphUnreachableError("the stream ended too early", is_outcome_unknown=True)

    async def _single(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for part in response.aiter_bytes():
            body += part
            if len(body) > self._largest_event:
                reason = f"the reply has more than {self._largest_event} bytes"
                raise SubgraphUnreachableError(reason, is_outcome_unknown=True)
        if "json" not in response.headers.get("content-type", ""):
            reason = f"HTTP status {response.status_code} and no event stream"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=True)
        return bytes(body)
