"""One HTTP/1.1 connection to a subgraph: a request out, one outcome in, before a deadline.

Invariant: a connection that is ``is_reusable`` has neither a request under way nor a single unread
byte.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from gateway.subgraphs.client import SubgraphReply
from gateway.subgraphs.reply_reader import BrokenReplyError, ReplyLimits, ReplyReader


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
        self._reader = ReplyReader(limits)
        self._release = release
        self._transport: asyncio.Transport | None = None
        self._on_end: Callable[[Outcome], None] | None = None
        self._loop = asyncio.get_running_loop()
        self._deadline = 0.0
        self._alarm: asyncio.TimerHandle | None = None

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
        self._reader.start()
        self._on_end = on_end
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
        try:
            reply = self._reader.feed(data)
        except BrokenReplyError as error:
            self._tell_end(self._failure(str(error)))
        else:
            if reply is not None:
                self._tell_end(reply)

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio: the peer closed, or we did."""
        self._transport = None
        if self._alarm is not None:
            self._alarm.cancel()
        if self._on_end is None:
            return
        try:
            reply = self._reader.end()
        except BrokenReplyError as error:
            self._tell_end(self._failure(str(error)))
        else:
            reason = "connection reset" if exc else "connection closed by peer"
            self._tell_end(reply or self._failure(reason))

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
            self._tell_end(TimeoutError())

    def _failure(self, reason: str) -> ConnectionEndedError:
        return ConnectionEndedError(reason, has_received=self._reader.has_received)

    def _tell_end(self, outcome: Outcome) -> None:
        # Only once the reader has returned: the next exchange may begin on this connection here.
        on_end, self._on_end = self._on_end, None
        if on_end is None:
            return
        if self.is_reusable and self._reader.can_go_on and isinstance(outcome, SubgraphReply):
            self._release(self)
        else:
            self.close()
        on_end(outcome)
