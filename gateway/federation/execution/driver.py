"""The rim: sends what a run has ready, and hands back what comes.

Each fetch starts the moment the fetches it waits for have ended; there are no waves. A reply is
merged, and what it makes ready is sent, in the callback that brings it: however many fetches an
execution has, one task waits for it, and once. Everything there is synchronous, so a run needs no
lock.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from gateway.federation.execution.compile import CompiledPlan
from gateway.federation.execution.errors import ErrorPolicy, FetchFailure
from gateway.federation.execution.run import (
    DEFAULT_POLICY,
    ClientVariables,
    PlanRun,
    PreparedFetch,
)

OnReply = Callable[[bytes | FetchFailure | BaseException], None]
"""Hears once what came of a request. An exception is a bug, and ends the execution."""

Cancel = Callable[[], object]
"""Gives a request up; its ``OnReply`` hears nothing any more."""

Send = Callable[[str, bytes, bool, OnReply], Cancel]
"""Carries a body to the subgraph of that name; the flag says that it only reads and may be sent
twice. What goes wrong on the way is a value. The reply may be told before this returns."""

Open = Callable[[str, bytes], AsyncGenerator[bytes | FetchFailure, None]]
"""Subscribes at the subgraph of that name with a body; gives one GraphQL response for each event.
A stream that breaks says so by a last item; closing the generator ends the subscription."""


@dataclass(frozen=True, slots=True)
class FetchTiming:
    """How long one fetch took, from handing it to ``send`` until its reply was merged.

    ``started`` is in seconds of a monotonic clock.
    """

    fetch_id: int
    subgraph: str
    started: float
    seconds: float


async def execute(
    compiled: CompiledPlan,
    variables: ClientVariables,
    send: Send,
    policy: ErrorPolicy = DEFAULT_POLICY,
    on_fetch: Callable[[FetchTiming], None] | None = None,
) -> bytes:
    """Run a plan and give the response body; failures of subgraphs are errors within it."""
    run = PlanRun(compiled, variables, policy)
    return await _Driver(run, send, on_fetch).finish()


async def subscribe(
    compiled: CompiledPlan,
    variables: ClientVariables,
    open_stream: Open,
    send: Send,
    policy: ErrorPolicy = DEFAULT_POLICY,
) -> AsyncGenerator[bytes, None]:
    """Run a subscription's plan: for each event of its root, in order, one response body.

    Each event is an execution of its own (GraphQL specification, section 6.2.3.2): what other
    subgraphs know of its objects is asked for anew. An event waits until the one before it has
    been taken.
    """
    roots = PlanRun(compiled, variables, policy).ready()
    if not roots:
        yield PlanRun(compiled, variables, policy).answer()
        return
    (root,) = roots
    async with aclosing(open_stream(root.subgraph, root.body)) as events:
        async for event in events:
            run = PlanRun(compiled, variables, policy)
            run.ready()
            run.receive(root.fetch_id, event)
            yield await _Driver(run, send, None).finish()


class _Driver:
    """One execution under way."""

    __slots__ = ("_end", "_error", "_on_fetch", "_run", "_send", "_under_way")

    def __init__(
        self, run: PlanRun, send: Send, on_fetch: Callable[[FetchTiming], None] | None
    ) -> None:
        self._run = run
        self._send = send
        self._on_fetch = on_fetch
        self._under_way: dict[int, Cancel] = {}
        self._end: asyncio.Future[None] | None = None
        self._error: BaseException | None = None

    async def finish(self) -> bytes:
        """Do what is left to do, and give the answer."""
        try:
            self._send_ready()
            if self._under_way:
                self._end = asyncio.get_running_loop().create_future()
                await self._end
        finally:
            self._give_up()
        if self._error is not None:
            raise self._error
        return self._run.answer()

    def _send_ready(self) -> None:
        ready = self._run.ready()
        for fetch in ready:
            self._under_way[fetch.fetch_id] = _nothing
        for fetch in ready:
            if fetch.fetch_id not in self._under_way:
                return  # a reply told at once has ended the execution
            started = 0.0 if self._on_fetch is None else time.perf_counter()
            on_reply = partial(self._receive, fetch, started)
            cancel = self._send(fetch.subgraph, fetch.body, fetch.is_read, on_reply)
            if fetch.fetch_id in self._under_way:
                self._under_way[fetch.fetch_id] = cancel

    def _receive(
        self, fetch: PreparedFetch, started: float, reply: bytes | FetchFailure | BaseException
    ) -> None:
        del self._under_way[fetch.fetch_id]
        try:
            if isinstance(reply, BaseException):
                raise reply  # noqa: TRY301 - one way for all that ends the execution
            self._run.receive(fetch.fetch_id, reply)
            if self._on_fetch is not None:
                seconds = time.perf_counter() - started
                self._on_fetch(FetchTiming(fetch.fetch_id, fetch.subgraph, started, seconds))
            self._send_ready()
        except BaseException as error:  # noqa: BLE001 - raised where the execution is awaited
            self._error = self._error or error
            self._give_up()
        if not self._under_way and self._end is not None and not self._end.done():
            self._end.set_result(None)

    def _give_up(self) -> None:
        while self._under_way:
            _, cancel = self._under_way.popitem()
            cancel()


def _nothing() -> None:
    """Cancels a request that is just being sent."""
