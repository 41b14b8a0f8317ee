"""An import whose process dies at any boundary places each of its rows once."""

from itertools import count

import pytest
from sqlalchemy import exists, select

from gateway.orders.store.tables import CLAIMS, IMPORT_ROWS
from tests.gateway.orders.freezing import is_done_before
from tests.gateway.orders.operations import place
from tests.gateway.orders.test_importing import nodes, row, run
from tests.gateway.orders.world import JSON, World, k2

# In one run not all boundaries; the next run has the same ones again.
STRIDE = 9
COUNTED = "{ orders { totalCount } }"


def rows_of(at: int) -> list[JSON]:
    """Two that are placed, and between them one of an unknown SKU."""
    rows = [
        row(number, idempotencyKey=f"row-{at:03}-{number}", partnerReference=f"PO-{at}-{number}")
        for number in range(3)
    ]
    rows[1]["lines"] = [{"sku": "NOTHING", "quantity": "1"}]
    return rows


async def rows_of_no_job(world: World) -> list[str]:
    is_claimed = exists().where(CLAIMS.c.id == IMPORT_ROWS.c.job_id)
    query = select(IMPORT_ROWS.c.job_id).where(~is_claimed)
    async with world.process._database.read() as connection:
        return list((await connection.execute(query)).scalars())


async def test_an_import_stopped_anywhere_places_each_row_once(
    world: World, request: pytest.FixtureRequest
):
    stride = 1 if request.config.getoption("--full") else STRIDE
    for placed, at in zip(count(2, 2), count(1, stride), strict=False):
        key, rows = f"import-{at:04}", rows_of(at)
        is_done = await is_done_before(world, run(world, key, rows), at)
        job = await run(world, key, rows)
        assert (job["state"], job["succeeded"], job["failed"]) == ("SUCCEEDED_WITH_ERRORS", 2, 1)
        assert [each["order"] and each["order"]["status"] for each in nodes(job)] == [
            *("CONFIRMED", None, "CONFIRMED"),
        ]
        assert (await world.ask(COUNTED))["orders"]["totalCount"] == placed
        assert await rows_of_no_job(world) == []
        if is_done:
            assert at > 20, "a run has more boundaries than that"
            break
    again = await place(world, **k2("VALVE-20", "1", "import-after"))
    assert again["outcome"] == "CONFIRMED"
