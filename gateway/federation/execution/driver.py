"""The rim: sends what a run has ready, and hands back what comes.

Each fetch starts the moment the fetches it waits for have ended; there are no waves. Everything
between two awaits is synchronous, so a run needs no lock.
"""

from __future__ import annotations

import time
from asyncio import TaskGroup
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

from gateway.federation.execution.compile import CompiledPlan
from gateway.federation.execution.errors import ErrorPolicy, FetchFailure
from gateway.federation.execution.run import (
    DEFAULT_POLICY,
    ClientVariables,
    PlanRun,
    PreparedFetch,
)

Send = Callable[[str, bytes, bool], Awaitable[bytes | FetchFailure]]
"""Carries a body to the subgraph of that name; the flag says that it only reads and may be sent
twice. What goes wrong on the way is a value; an exception is a bug, and ends the execution."""

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


@dataclass(frozen=True, slots=True)
class _Driver:
    run: PlanRun
    send: Send
    on_fetch: Callable[[FetchTiming], None] | None

    async def finish(self) -> bytes:
        """Do what is left to do, and give the answer."""
        upcoming = self.run.ready()
        while len(upcoming) == 1:  # nothing else is under way, so there is nothing to look after
            await self.fetch(upcoming[0])
            upcoming = self.run.ready()
        if upcoming:
            async with TaskGroup() as tasks:
                await self.follow(upcoming, tasks)
        return self.run.answer()

    async def follow(self, upcoming: list[PreparedFetch], tasks: TaskGroup) -> None:
        """Send what is ready, and what becomes ready by it."""
        while upcoming:
            for other in upcoming[1:]:
                tasks.create_task(self.follow([other], tasks))
            await self.fetch(upcoming[0])
            upcoming = self.run.ready()

    async def fetch(self, fetch: PreparedFetch) -> None:
        """Send one request, and hand its reply to the run."""
        if self.on_fetch is None:
            reply = await self.send(fetch.subgraph, fetch.body, fetch.is_read)
            self.run.receive(fetch.fetch_id, reply)
            return
        started = time.perf_counter()
        reply = await self.send(fetch.subgraph, fetch.body, fetch.is_read)
        self.run.receive(fetch.fetch_id, reply)
        seconds = time.perf_counter() - started
        self.on_fetch(FetchTiming(fetch.fetch_id, fetch.subgraph, started, seconds))
