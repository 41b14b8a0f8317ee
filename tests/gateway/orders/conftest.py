"""A fresh world W, its clock standing on Monday morning."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.gateway.orders.world import (
    MONDAY_MORNING,
    World,
    make_databases,
    open_world,
    set_clock,
)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """World W's databases, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("world-w")
    asyncio.run(make_databases(folder))
    return folder


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "clock"
    set_clock(file, MONDAY_MORNING)
    monkeypatch.setenv("UNISONO_CLOCK", str(file))
    return file


@pytest.fixture
async def resting(tmp_path: Path, clock: Path, databases: Path) -> AsyncIterator[World]:
    """World W, whose process runs only what the test runs."""
    del clock
    shutil.copytree(databases, tmp_path, dirs_exist_ok=True)
    async with open_world(tmp_path) as opened:
        yield opened
        await opened.process.close()


@pytest.fixture
async def world(resting: World) -> World:
    """World W with its process at work."""
    await resting.process.start()
    return resting


STATE = "query S($id: ID!) { order(id: $id) { status revision sync { state } } }"


@pytest.fixture
def reached() -> Callable[..., Awaitable[None]]:
    """Waits until an order has a status and a sync state."""

    async def wait(world: World, order_id: str, *, status: str, sync: str) -> None:
        async with asyncio.timeout(8):
            while True:
                changed = asyncio.ensure_future(world.process._parts.orders.changed())
                await asyncio.sleep(0)
                order = (await world.ask(STATE, id=order_id))["order"]
                if (order["status"], order["sync"]["state"]) == (status, sync):
                    changed.cancel()
                    return
                await changed

    return wait
