"""The hot path to a subgraph: HTTP/1.1 over asyncio, with a pool of kept connections.

A request takes an idle connection or opens one; the deadline spans everything. A query whose kept
connection turns out to be dead before a byte of the reply arrived is sent once more on a fresh
one; a mutation never is.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from urllib.parse import urlsplit

from gateway.subgraphs.client import (
    Cancel,
    OnEnd,
    SubgraphReply,
    SubgraphRequest,
    SubgraphUnreachableError,
    begin_by_task,
)
from gateway.subgraphs.http_connection import (
    ConnectionEndedError,
    HttpConnection,
    Outcome,
)
from gateway.subgraphs.reply_reader import ReplyLimits

_FORBIDDEN_IN_HEADERS = frozenset("\r\n\0")


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """How many connections are kept while idle, and for how many seconds.

    The age stays below the five seconds after which common servers close an idle connection, so
    that a mutation seldom meets a dying one.
    """

    idle_connections: int = 64
    idle_seconds: float = 4.0


class HttpSubgraphClient:
    """``SubgraphClient`` over our own HTTP/1.1; belongs to one event loop."""

    def __init__(
        self,
        url: str,
        *,
        limits: ReplyLimits | None = None,
        pool: PoolLimits | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Prepare; nothing is connected yet.

        Raises:
            ValueError: ``url`` is no http or https URL with a host.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"the subgraph URL {url!r} is no http:// or https:// URL with a host")
        is_tls = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port or (443 if is_tls else 80)
        self._tls = (tls or ssl.create_default_context()) if is_tls else None
        self._limits = limits or ReplyLimits()
        self._pool = pool or PoolLimits()
        self._idle: list[HttpConnection] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._head = (
            f"POST {target} HTTP/1.1\r\nhost: {parts.netloc.rpartition('@')[2]}\r\n"
            "content-type: application/json\r\n"
            "accept: application/graphql-response+json, application/json;q=0.9\r\n"
            "accept-encoding: gzip\r\n"
        )

    def begin(self, request: SubgraphRequest, on_end: OnEnd) -> Cancel:
        """Send one request and read the whole answer, with a callback instead of a task.

        Raises:
            SubgraphUnreachableError: a header that must not or cannot be sent.
        """
        message = self._message(request)
        now = self._now()
        ends = now + request.timeout_seconds
        kept = self._take_idle(now)
        if kept is None:
            return begin_by_task(self._send_anew(request, message, ends), on_end)
        exchange = _KeptExchange(self, kept, request, message, ends, on_end)
        kept.begin(message, request.timeout_seconds, exchange.end)
        return exchange.give_up

    async def send(self, request: SubgraphRequest) -> SubgraphReply:
        """Send one request and read the whole answer.

        Raises:
            SubgraphUnreachableError: see there.
        """
        return await _ended(lambda on_end: self.begin(request, on_end))

    def close(self) -> None:
        """Close every idle connection."""
        while self._idle:
            self._idle.pop().close()

    def _message(self, request: SubgraphRequest) -> bytes:
        head = _head(self._head, request.headers)
        return b"%bcontent-length: %d\r\n\r\n%b" % (head, len(request.body), request.body)

    def _now(self) -> float:
        # Asking for the running loop is a system call in Python 3.11, so it is asked for once.
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        return self._loop.time()

    def _take_idle(self, now: float) -> HttpConnection | None:
        oldest = now - self._pool.idle_seconds
        while self._idle:
            connection = self._idle.pop()
            if connection.is_reusable and connection.idle_since >= oldest:
                return connection
            connection.close()
        return None

    async def _connect(self, ends: float) -> HttpConnection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(ends):
                _, connection = await loop.create_connection(
                    lambda: HttpConnection(self._limits, self._release),
                    self._host,
                    self._port,
                    ssl=self._tls,
                )
        except TimeoutError as error:
            reason = f"no connection to {self._host}:{self._port} in time"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=False) from error
        except ssl.SSLError as error:
            reason = f"TLS failed: {error.reason or error}"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=False) from error
        except OSError as error:
            reason = f"cannot connect to {self._host}:{self._port}: {error.strerror or error}"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=False) from error
        return connection

    async def _send_anew(
        self, request: SubgraphRequest, message: bytes, ends: float
    ) -> SubgraphReply:
        """Send on a fresh connection."""
        connection = await self._connect(ends)

        def begin(on_end: OnEnd) -> Cancel:
            connection.begin(message, ends - self._now(), on_end)
            return partial(connection.abandon, on_end)

        try:
            return await _ended(begin)
        except (ConnectionEndedError, TimeoutError) as error:
            raise _unreachable(error, request) from error

    def _release(self, connection: HttpConnection) -> None:
        if len(self._idle) < self._pool.idle_connections:
            connection.idle_since = self._now()
            self._idle.append(connection)
        else:
            connection.close()


@dataclass(slots=True)
class _KeptExchange:
    """A request on a kept connection; if that was dead already, once more on a fresh one."""

    client: HttpSubgraphClient
    kept: HttpConnection
    request: SubgraphRequest
    message: bytes
    ends: float
    on_end: OnEnd
    cancel_anew: Cancel | None = None

    def give_up(self) -> None:
        """Nobody waits any more."""
        if self.cancel_anew is not None:
            self.cancel_anew()
        else:
            self.kept.abandon(self.end)

    def end(self, outcome: Outcome) -> None:
        """Tell the end, or send anew."""
        if isinstance(outcome, SubgraphReply):
            self.on_end(outcome)
        elif (
            isinstance(outcome, ConnectionEndedError)
            and self.request.is_idempotent
            and not outcome.has_received
        ):
            anew = self.client._send_anew(self.request, self.message, self.ends)  # noqa: SLF001 - its own half
            self.cancel_anew = begin_by_task(anew, self.on_end)
        else:
            self.on_end(_unreachable(outcome, self.request))


async def _ended(begin: Callable[[OnEnd], Cancel]) -> SubgraphReply:
    """Await what has a callback.

    Raises:
        BaseException: the end, if it is one. Cancelled, it cancels what it has begun.
    """
    end: asyncio.Future[SubgraphReply | BaseException]
    end = asyncio.get_running_loop().create_future()

    def tell(outcome: SubgraphReply | BaseException) -> None:
        # Cancelled, it may hear of an end before it has cancelled what it began.
        if not end.done():
            end.set_result(outcome)

    cancel = begin(tell)
    try:
        outcome = await end
    except asyncio.CancelledError:
        cancel()
        raise
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def _unreachable(
    error: ConnectionEndedError | TimeoutError, request: SubgraphRequest
) -> SubgraphUnreachableError:
    if isinstance(error, ConnectionEndedError):
        return SubgraphUnreachableError(error.reason, is_outcome_unknown=True)
    reason = f"no answer within {request.timeout_seconds:g} seconds"
    return SubgraphUnreachableError(reason, is_outcome_unknown=True)


@lru_cache(maxsize=1024)
def _head(common: str, headers: tuple[tuple[str, str], ...]) -> bytes:
    """The head of a message up to its length; callers come back, and their headers with them.

    Raises:
        SubgraphUnreachableError: a header that must not or cannot be sent.
    """
    if any(not _FORBIDDEN_IN_HEADERS.isdisjoint(name + value) for name, value in headers):
        raise SubgraphUnreachableError(
            "a header to send holds a line break", is_outcome_unknown=False
        )
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    try:
        return f"{common}{lines}".encode("latin-1")
    except UnicodeEncodeError as error:
        reason = "a header to send holds characters outside Latin-1"
        raise SubgraphUnreachableError(reason, is_outcome_unknown=False) from error
