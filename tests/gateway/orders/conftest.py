"""A fresh world W, its clock standing on Monday morning."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.databases.kinds import Databases
from tests.gateway.orders.world import (
    MONDAY_MORNING,
    World,
    make_databases,
    open_world,
    set_clock,
)
from tests.patience import PATIENCE_SECONDS


@pytest.fixture(scope="session")
def world_w(tmp_path_factory: pytest.TempPathFactory, all_databases: Databases) -> Path:
    """World W's databases, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("world-w")
    asyncio.run(make_databases(folder, all_databases))
    return folder


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "clock"
    set_clock(file, MONDAY_MORNING)
    monkeypatch.setenv("UNISONO_CLOCK", str(file))
    return file


@pytest.fixture
async def resting(
    tmp_path: Path, clock: Path, world_w: Path, databases: Databases
) -> AsyncIterator[World]:
    """World W, whose process runs only what the test runs."""
    del clock
    for name in ("crm.db", "erp.db", "orders.db"):
        databases.copy(world_w / name, tmp_path / name)
    async with open_world(tmp_path, databases) as opened:
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
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                changed = asyncio.ensure_future(world.process._parts.orders.changed())
                await asyncio.sleep(0)
                order = (await world.ask(STATE, id=order_id))["order"]
                if (order["status"], order["sync"]["state"]) == (status, sync):
                    changed.cancel()
                    return
                await changed

    return wait
