"""A process at work that stands still at a boundary, as if it were killed there, and its successor.

Boundaries are before and after each call to a system and each start of a workflow, and after each
commit of the process, whichever of its tasks comes there; from the chosen one on none goes on.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest

from chassis.database import Database
from gateway.orders import workflows
from tests.gateway.orders.world import Wire, World


class Freezer:
    """Counts the boundaries of all tasks."""

    def __init__(self, at: int) -> None:
        self._left = at
        self.frozen = asyncio.Event()
        self._gone = asyncio.Event()

    async def passing(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.frozen.set()
            await self._gone.wait()
            raise asyncio.CancelledError

    def end(self) -> None:
        """The process ends: nothing that stands still goes on, not even what would not be cancelled."""
        self._gone.set()


async def is_done_before(world: World, work: Awaitable[Any], at: int) -> bool:
    """Whether a process's work comes to its end before it crosses so many boundaries.

    If not the process ends there, and the next one has been started when this returns.
    """
    freezer = Freezer(at)
    with pytest.MonkeyPatch.context() as patch:
        watch(world, freezer, patch)
        working = asyncio.ensure_future(work)
        freezing = asyncio.ensure_future(freezer.frozen.wait())
        await asyncio.wait({working, freezing}, return_when=asyncio.FIRST_COMPLETED)
        if not freezer.frozen.is_set():
            freezing.cancel()
            await working
            return True
        working.cancel()
        with suppress(asyncio.CancelledError, AssertionError):
            await working
        freezer.end()
        await world.process.close()
    await world.open_process()
    await world.process.start()
    return False


def watch(world: World, freezer: Freezer, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(world.process._database, "write", watched_write(world.process._database, freezer))
    for wire in (world.crm, world.erp):
        patch.setattr(wire, "handle_async_request", watched_call(wire, freezer))
    start = workflows.start

    async def watched_start(claim_id: str) -> None:
        await freezer.passing()
        await start(claim_id)
        await freezer.passing()

    patch.setattr(workflows, "start", watched_start)


def watched_write(database: Database, freezer: Freezer) -> Any:
    write = database.write

    @asynccontextmanager
    async def watched(name: str | None = None) -> AsyncIterator[Any]:
        async with write(name) as connection:
            yield connection
        await freezer.passing()

    return watched


def watched_call(wire: Wire, freezer: Freezer) -> Any:
    send = wire.handle_async_request

    async def watched(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/graphql":
            return await send(request)
        await freezer.passing()
        response = await send(request)
        await response.aread()
        await freezer.passing()
        return response

    return watched
