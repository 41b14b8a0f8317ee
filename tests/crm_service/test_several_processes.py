"""Two CRM processes on one PostgreSQL do not both win (T18)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.outbox import OutboxFeed
from crm_service.service import open_service
from tests.crm_service.conftest import Crm
from tests.crm_service.test_duplicates import ADDRESS, created
from tests.databases.kinds import Databases
from tests.patience import PATIENCE_SECONDS


@pytest.fixture
async def both(crm: Crm, tmp_path: Path, databases: Databases) -> AsyncIterator[tuple[Crm, Crm]]:
    if databases.kind == "sqlite":
        pytest.skip("a SQLite file belongs to one process")
    app = await open_service(databases.at(tmp_path / "crm.db"), None)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://crm") as client,
    ):
        yield crm, Crm(client, crm.clock, crm.numbers)


async def test_of_ten_creates_with_one_new_tax_id_one_is_written(both: tuple[Crm, Crm]):
    company = {"kind": "COMPANY", "taxId": "DE123123123", "address": ADDRESS}
    payloads = await asyncio.gather(
        *(created(both[n % 2], **company, legalName=f"Neu {n} GmbH") for n in range(10))
    )
    assert sum(each["customer"] is not None for each in payloads) == 1
    refused = [each["userErrors"][0]["code"] for each in payloads if each["customer"] is None]
    assert refused == ["DUPLICATE_CUSTOMER"] * 9


@pytest.fixture
def found_nothing(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when a reader of events has found none, and from now on waits."""
    found_none = asyncio.Event()
    look = OutboxFeed._select

    async def look_and_tell(feed: OutboxFeed, cursor: int) -> Any:
        found = await look(feed, cursor)
        if not found:
            found_none.set()
        return found

    monkeypatch.setattr(OutboxFeed, "_select", look_and_tell)
    return found_none


async def test_a_long_poll_at_one_is_woken_by_a_write_at_the_other(
    both: tuple[Crm, Crm], found_nothing: asyncio.Event
):
    cursor = len(await both[0].events())
    waiting = asyncio.ensure_future(both[0].events_after(cursor, wait=30))
    await asyncio.wait_for(found_nothing.wait(), PATIENCE_SECONDS)
    company = {"kind": "COMPANY", "taxId": "DE123123124", "address": ADDRESS, "legalName": "Neu"}
    async with asyncio.timeout(25):
        await created(both[1], **company)
        assert await waiting
