"""One HTTP/1.1 connection to a subgraph: bytes in, one judged reply out.

Framing is llhttp's work (by ``httptools``); this module holds the limits and decides what counts
as a whole reply. Invariant: a connection that is ``is_reusable`` has neither a request under way
nor a single unread byte.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import httptools

from gateway.subgraphs.client import SubgraphReply, SubgraphUnreachableError

_GZIP_WINDOW = 31  # 15 bits, plus 16 for the gzip wrapper (zlib's inflateInit2)
_FIRST_FINAL_STATUS = 200


@dataclass(frozen=True, slots=True)
class ReplyLimits:
    """What a subgraph may send, in bytes; the body counts as decompressed."""

    head: int = 64 * 1024
    body: int = 64 * 1024 * 1024


class ConnectionEndedError(Exception):
    """The exchange failed.

    Attributes:
        has_received: at least one byte of the reply had arrived.
    """

    def __init__(self, reason: str, *, has_received: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.has_received = has_received


Outcome = SubgraphReply | ConnectionEndedError | TimeoutError
"""Of an exchange. After anything but a reply the connection is closed."""


class HttpConnection(asyncio.Protocol):
    """A keep-alive connection that carries one exchange at a time.

    Whoever begins an exchange hears of its end in the very callback that brought the last byte: no
    task has to be woken.
    """

    def __init__(self, limits: ReplyLimits, release: Callable[[HttpConnection], None]) -> None:
        """``release`` takes the connection back after each exchange that leaves it usable."""
        self.idle_since = 0.0
        self._limits = limits
        self._release = release
        self._transport: asyncio.Transport | None = None
        self._on_end: Callable[[Outcome], None] | None = None
        self._outcome: Outcome | None = None
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        self._deadline = 0.0
        self._alarm: asyncio.TimerHandle | None = None
        self._start_reply()

    @property
    def is_reusable(self) -> bool:
        """Open, with no request under way."""
        return self._transport is not None and not self._transport.is_closing()

    def begin(self, request: bytes, seconds: float, on_end: Callable[[Outcome], None]) -> None:
        """Write a whole request; ``on_end`` hears once of the whole reply, or why there is none.

        Raises:
            ConnectionEndedError: the connection is closed; nothing was sent.
        """
        if self._transport is None:
            raise ConnectionEndedError("connection closed by peer", has_received=False)
        self._start_reply()
        self._on_end = on_end
        self._outcome = None
        self._set_alarm(seconds)
        self._transport.write(request)

    def abandon(self, on_end: Callable[[Outcome], None]) -> None:
        """Nobody waits for this exchange any more: close, since its reply would be nobody's.

        If the exchange has ended, the connection may be another's already; then this does nothing.
        """
        if self._on_end == on_end:
            self._on_end = None
            self.close()

    def close(self) -> None:
        """Drop the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio: the connection stands."""
        # uvloop's transports do not inherit from asyncio's, so there is nothing to assert here.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Asyncio: bytes arrived."""
        if self._on_end is None:
            self.close()  # nobody asked: whatever this is, it must not become the next answer
            return
        self._has_received = True
        if not self._head_ended:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail("the reply is not HTTP/1.1")
        if not self._head_ended and self._head_size > self._limits.head:
            self._fail(f"the head of the reply has more than {self._limits.head} bytes")
        if self._outcome is not None:
            self._tell_end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio: the peer closed, or we did."""
        self._transport = None
        if self._alarm is not None:
            self._alarm.cancel()
        if self._head_ended and not self._is_framed:
            self._finish()  # RFC 9112, section 6.3: without a length the close is the end
        self._fail("connection reset" if exc else "connection closed by peer")
        self._tell_end()

    # httptools

    def on_message_begin(self) -> None:
        """Llhttp: a message starts; a second one after the reply makes the connection unusable."""
        if self._outcome is not None:
            self.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Llhttp: a header or trailer line."""
        self._header_size += len(name) + len(value)
        if self._header_size > self._limits.head:
            self._fail(f"the head of the reply has more than {self._limits.head} bytes")
        match name.lower():
            case b"content-encoding":
                self._encoding = value.strip().lower()
            case b"content-length":
                self._is_framed = True
                if int(value) > self._limits.body:  # llhttp lets through nothing but digits
                    self._fail(f"the reply has more than {self._limits.body} bytes")
            case b"transfer-encoding":
                self._is_framed = True

    def on_headers_complete(self) -> None:
        """Llhttp: the head has ended."""
        self._head_ended = self._parser.get_status_code() >= _FIRST_FINAL_STATUS

    def on_body(self, body: bytes) -> None:
        """Llhttp: a part of the body, chunk framing removed."""
        self._body.append(body)
        self._body_size += len(body)
        if self._body_size > self._limits.body:
            self._body.clear()
            self._fail(f"the reply has more than {self._limits.body} bytes")

    def on_message_complete(self) -> None:
        """Llhttp: the message has ended by its own framing."""
        if self._head_ended:
            self._finish()
        else:
            self._start_message()  # 100 Continue, 103 Early Hints

    def _start_reply(self) -> None:
        self._has_received = False
        self._head_size = 0
        self._header_size = 0
        self._start_message()

    def _start_message(self) -> None:
        self._head_ended = False
        self._is_framed = False
        self._encoding = b"identity"
        self._body: list[bytes] = []
        self._body_size = 0

    def _finish(self) -> None:
        if self._outcome is not None:
            self.close()
            return
        if not self._parser.should_keep_alive():
            self.close()
        try:
            body = _decoded(b"".join(self._body), self._encoding, self._limits.body)
        except SubgraphUnreachableError as error:
            self._fail(error.reason)
            return
        self._body.clear()
        self._outcome = SubgraphReply(self._parser.get_status_code(), body)

    def _set_alarm(self, seconds: float) -> None:
        # One alarm serves many exchanges: setting and cancelling it costs more than all else here.
        self._deadline = self._loop.time() + seconds
        if self._alarm is not None and self._alarm.when() > self._deadline:
            self._alarm.cancel()
            self._alarm = None
        if self._alarm is None:
            self._alarm = self._loop.call_at(self._deadline, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        if self._on_end is None:
            return
        if self._loop.time() < self._deadline:
            self._alarm = self._loop.call_at(self._deadline, self._ring)
        else:
            self._outcome = TimeoutError()
            self._tell_end()

    def _fail(self, reason: str) -> None:
        if self._outcome is None:
            self._outcome = ConnectionEndedError(reason, has_received=self._has_received)
        self.close()

    def _tell_end(self) -> None:
        # Only once llhttp has returned: the next exchange may begin on this connection right here.
        on_end, outcome = self._on_end, self._outcome
        self._on_end = None
        if on_end is None or outcome is None:
            return
        if self.is_reusable and isinstance(outcome, SubgraphReply):
            self._release(self)
        else:
            self.close()
        on_end(outcome)


def _decoded(body: bytes, encoding: bytes, limit: int) -> bytes:
    """Undo the content coding, never making more than ``limit`` bytes."""
    if encoding in (b"identity", b""):
        return body
    if encoding not in (b"gzip", b"x-gzip"):
        raise _unusable(f"the reply is encoded as {encoding.decode('latin-1')!r}, not as gzip")
    decompressor = zlib.decompressobj(_GZIP_WINDOW)
    try:
        plain = decompressor.decompress(body, limit + 1)
    except zlib.error as error:
        raise _unusable("the gzip body of the reply is damaged") from error
    if len(plain) > limit:
        raise _unusable(f"the reply has more than {limit} bytes")
    if not decompressor.eof or decompressor.unused_data:
        raise _unusable("the gzip body of the reply is damaged")
    return plain


def _unusable(reason: str) -> SubgraphUnreachableError:
    return SubgraphUnreachableError(reason, is_outcome_unknown=True)
