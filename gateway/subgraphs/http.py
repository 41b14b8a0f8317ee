"""The hot path to a subgraph: HTTP/1.1 over asyncio, with a pool of kept connections.

A request takes an idle connection or opens one; the deadline spans everything. A query whose kept
connection turns out to be dead before a byte of the reply arrived is sent once more on a fresh
one; a mutation never is.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from gateway.subgraphs.client import SubgraphReply, SubgraphRequest, SubgraphUnreachableError
from gateway.subgraphs.http_connection import ConnectionEndedError, HttpConnection, ReplyLimits

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

    async def send(self, request: SubgraphRequest) -> SubgraphReply:
        """Send one request and read the whole answer.

        Raises:
            SubgraphUnreachableError: see there.
        """
        message = self._message(request)
        now = self._now()
        ends = now + request.timeout_seconds
        connection = self._take_idle(now)
        try:
            if connection is not None:
                try:
                    return await self._exchange(connection, message, request.timeout_seconds)
                except ConnectionEndedError as error:
                    if error.has_received or not request.is_idempotent:
                        raise
            connection = await self._connect(ends)
            return await self._exchange(connection, message, ends - self._now())
        except TimeoutError as error:
            reason = f"no answer within {request.timeout_seconds:g} seconds"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=True) from error
        except ConnectionEndedError as error:
            raise SubgraphUnreachableError(error.reason, is_outcome_unknown=True) from error

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
                    lambda: HttpConnection(self._limits), self._host, self._port, ssl=self._tls
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

    async def _exchange(
        self, connection: HttpConnection, message: bytes, seconds: float
    ) -> SubgraphReply:
        reply = await connection.exchange(message, seconds)
        if connection.is_reusable and len(self._idle) < self._pool.idle_connections:
            connection.idle_since = self._now()
            self._idle.append(connection)
        else:
            connection.close()
        return reply


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
