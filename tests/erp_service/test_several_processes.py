"""Two ERP processes on one PostgreSQL: what one writer at a time makes sure of, holds for both."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from erp_service.service import open_service
from tests.databases.kinds import Databases
from tests.erp_service.conftest import CREATE, Erp, order
from tests.erp_service.test_last_piece import wanted
from tests.patience import PATIENCE_SECONDS


@pytest.fixture
async def both(erp: Erp, databases: Databases) -> AsyncIterator[tuple[Erp, Erp]]:
    if databases.kind == "sqlite":
        pytest.skip("a SQLite file belongs to one process")
    app = await open_service(erp.url, None)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://erp") as client,
    ):
        yield erp, Erp(client, erp.clock, erp.url)


async def test_the_last_piece_is_sold_once(both: tuple[Erp, Erp]):
    calls = [both[n % 2].call(CREATE, input=wanted(n)) for n in range(20)]
    answers = await asyncio.gather(*calls)
    assert sum(each["salesOrder"] is not None for each in answers) == 1


async def test_a_request_id_at_both_is_one_order(both: tuple[Erp, Erp]):
    answers = await asyncio.gather(*(both[n % 2].call(CREATE, input=wanted(0)) for n in range(10)))
    assert len({each["salesOrder"]["number"] for each in answers}) == 1


async def test_numbers_have_neither_gaps_nor_doubles(both: tuple[Erp, Erp]):
    async def create(number: int) -> Any:
        new = order(("VALVE-20", "1"), externalReference=f"ord_{number}")
        return await both[number % 2].place(new)

    answers = await asyncio.gather(*map(create, range(20)))
    numbers = sorted(int(each["salesOrder"]["number"].rpartition("-")[2]) for each in answers)
    assert numbers == list(range(numbers[0], numbers[0] + 20))


async def test_a_reader_by_cursor_misses_nothing_that_either_wrote(both: tuple[Erp, Erp]):
    seen: list[int] = []

    async def read_on() -> None:
        while len(seen) < 20:
            seen.extend(event["sequence"] for event in (await both[0].events())[len(seen) :])

    async def create(number: int) -> Any:
        new = order(("VALVE-20", "1"), externalReference=f"ord_{number}")
        return await both[number % 2].place(new)

    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(read_on(), *map(create, range(20)))
    # What was read never changes: later commits have higher numbers.
    assert seen == [event["sequence"] for event in await both[0].events()]
