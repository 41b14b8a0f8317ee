"""How long an answer took, and how much of that was waiting for subgraphs (Server-Timing, W3C)."""

from __future__ import annotations

import time
from collections.abc import Callable

from gateway.federation.execution.driver import Cancel, OnReply, Send


class Timing:
    """The stopwatch of one request.

    Subgraph time is what passes while at least one request is out, so that what runs side by side
    counts once: the rest of the total is the gateway's own.
    """

    __slots__ = ("_begun", "_clock", "_out", "_since", "_waited")

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._begun = clock()
        self._out = 0
        self._since = 0.0
        self._waited = 0.0

    def watching(self, send: Send) -> Send:
        """The same way of sending, with the time taken."""

        def timed(subgraph: str, body: bytes, is_read: bool, on_reply: OnReply) -> Cancel:
            def on_end(reply: object) -> None:
                self._end()
                on_reply(reply)  # type: ignore[arg-type] # handed through as it came

            self._begin()
            return send(subgraph, body, is_read, on_end)

        return timed

    def header(self) -> bytes:
        """The value of ``Server-Timing``, in milliseconds."""
        total = self._clock() - self._begun
        own = total - self._waited
        return b"total;dur=%.2f, subgraphs;dur=%.2f, gateway;dur=%.2f" % (
            total * 1000,
            self._waited * 1000,
            own * 1000,
        )

    def _begin(self) -> None:
        if self._out == 0:
            self._since = self._clock()
        self._out += 1

    def _end(self) -> None:
        self._out -= 1
        if self._out == 0:
            self._waited += self._clock() - self._since
