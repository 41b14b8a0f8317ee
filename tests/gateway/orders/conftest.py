"""A fresh world W, its clock standing on Monday morning."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.gateway.orders.world import MONDAY_MORNING, World, open_world


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "clock"
    file.write_text(MONDAY_MORNING)
    monkeypatch.setenv("UNISONO_CLOCK", str(file))
    return file


@pytest.fixture
async def world(tmp_path: Path, clock: Path) -> AsyncIterator[World]:
    del clock
    async with open_world(tmp_path) as opened:
        await opened.process.start()
        yield opened
        await opened.process.close()
