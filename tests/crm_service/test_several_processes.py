"""Two CRM processes on one PostgreSQL do not both win (T18)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from crm_service.service import open_service
from tests.crm_service.conftest import Crm
from tests.crm_service.test_duplicates import ADDRESS, created
from tests.databases.kinds import Databases


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


async def test_a_long_poll_at_one_is_woken_by_a_write_at_the_other(both: tuple[Crm, Crm]):
    cursor = len(await both[0].events())
    waiting = asyncio.ensure_future(both[0].events_after(cursor, wait=30))
    await asyncio.sleep(0.5)
    company = {"kind": "COMPANY", "taxId": "DE123123124", "address": ADDRESS, "legalName": "Neu"}
    async with asyncio.timeout(25):
        await created(both[1], **company)
        assert await waiting
