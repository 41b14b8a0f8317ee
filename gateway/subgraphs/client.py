"""How the engine's driver reaches a subgraph, whatever carries the request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any, Protocol

import msgspec


class SubgraphRequest(msgspec.Struct, frozen=True):
    """A GraphQL request, already encoded.

    Attributes:
        body: JSON object with ``query`` and, where there are any, ``variables``.
        headers: beside content-type, accept and length; names in lower case.
        timeout_seconds: for the whole exchange.
        is_idempotent: a query; it may be sent again when a kept connection turns out to be dead.
    """

    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    timeout_seconds: float = 10.0
    is_idempotent: bool = False


class SubgraphReply(msgspec.Struct, frozen=True):
    """Status and body as received; nobody has judged them yet."""

    status: int
    body: bytes


class SubgraphUnreachableError(Exception):
    """No usable HTTP answer: refused, reset, timed out, too large or not HTTP.

    Attributes:
        reason: one short clause for the operator, such as "connection refused".
        is_outcome_unknown: the request may have been carried out all the same.
    """

    def __init__(self, reason: str, *, is_outcome_unknown: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_outcome_unknown = is_outcome_unknown


OnEnd = Callable[[SubgraphReply | BaseException], None]
"""Hears once how a request ended: the reply, a ``SubgraphUnreachableError``, or a defect."""

Cancel = Callable[[], object]
"""Gives a request up; its ``OnEnd`` hears nothing any more."""


class SubgraphClient(Protocol):
    """One subgraph's door."""

    def begin(self, request: SubgraphRequest, on_end: OnEnd) -> Cancel:
        """Send one request and read the whole answer, with a callback instead of a task.

        The end is never told before this returns.

        Raises:
            SubgraphUnreachableError: the request cannot be sent at all.
        """
        ...

    async def send(self, request: SubgraphRequest) -> SubgraphReply:
        """Send one request and read the whole answer.

        Raises:
            SubgraphUnreachableError: see there.
        """
        ...

    def close(self) -> None:
        """Drop what is kept open; whatever somebody else made and gave is his to close."""
        ...


class EventSource(Protocol):
    """One subgraph's subscriptions."""

    def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[bytes, None]:
        """One GraphQL response for each event; closing the generator ends the subscription.

        Raises:
            SubgraphUnreachableError: no answer, or a stream that breaks off.
        """
        ...


def begin_by_task(sending: Coroutine[Any, Any, SubgraphReply], on_end: OnEnd) -> Cancel:
    """``SubgraphClient.begin`` for what is a coroutine."""

    def ended(done: asyncio.Task[SubgraphReply]) -> None:
        if not done.cancelled():
            on_end(done.exception() or done.result())

    task = asyncio.ensure_future(sending)
    task.add_done_callback(ended)
    return task.cancel
