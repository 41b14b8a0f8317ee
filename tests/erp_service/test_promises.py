"""What a promise to create or hold must look like, and who is noted for it."""

from typing import Any

import pytest
from sqlalchemy import select, update

from chassis.database import Database
from erp_service import tables
from erp_service.service import MIGRATIONS
from tests.erp_service.conftest import CREATE, HOLD, SIMULATE, Erp, order

FRIDAY = {"deliveryDate": "2026-03-06", "quantity": "1", "warehouse": "BER"}


def promised(*parts: dict[str, Any]) -> dict[str, Any]:
    wanted = order(("VALVE-20", "1"))
    return {**wanted, "lines": [{**wanted["lines"][0], "acceptedSchedule": [*parts]}]}


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({**FRIDAY, "deliveryDate": "2026-03-07"}, "INVALID"),
        ({**FRIDAY, "warehouse": "NONE"}, "INVALID"),
        ({**FRIDAY, "quantity": "2"}, "INVALID"),
        ({**FRIDAY, "quantity": "0"}, "INVALID"),
        ({**FRIDAY, "warehouse": "MUC"}, "INSUFFICIENT_AVAILABILITY"),
        ({**FRIDAY, "deliveryDate": "2026-03-02"}, "INSUFFICIENT_AVAILABILITY"),
    ],
)
async def test_a_promise_that_cannot_be_kept_is_refused(erp: Erp, part: dict[str, Any], code: str):
    refused = await erp.call(CREATE, input=promised(part))
    assert refused["salesOrder"] is None
    assert [each["code"] for each in refused["userErrors"]] == [code]
    held = await erp.call(HOLD, input=promised(part), holdId="hld_1", requestId="hold-1")
    assert (held["holdId"], held["userErrors"][0]["code"]) == (None, code)
    assert await erp.events() == []


async def test_a_line_without_a_promise_is_refused(erp: Erp):
    refused = await erp.call(CREATE, input=order(("VALVE-20", "1")))
    assert [each["path"] for each in refused["userErrors"]] == [["lines", "0", "acceptedSchedule"]]


async def test_an_agreed_order_may_be_created_after_its_wanted_day(erp: Erp):
    late = {**promised({**FRIDAY, "deliveryDate": "2026-03-11"})}
    erp.clock.write_text("2026-03-09T09:00:00+01:00")
    created = await erp.call(CREATE, input=late)
    assert created["salesOrder"]["status"] == "CONFIRMED"


async def test_every_write_names_the_person_and_the_order(erp: Erp):
    await erp.call(CREATE, input=promised(FRIDAY))
    database = await Database.open(erp.url, MIGRATIONS)
    async with database.read() as connection:
        (entry,) = (await connection.execute(select(tables.audit))).all()
    await database.close()
    assert (entry.actor_kind, entry.actor_id, entry.operation) == (
        "STAFF",
        "stf_anna",
        "createSalesOrder",
    )
    assert entry.correlation_id == "ord_1"


async def test_a_partner_blocked_for_orders_gets_none(erp: Erp):
    database = await Database.open(erp.url, MIGRATIONS)
    async with database.write() as connection:
        await connection.execute(update(tables.partners).values(order_block=True))
    await database.close()
    for query in (SIMULATE, CREATE):
        refused = await erp.call(query, input=promised(FRIDAY))
        assert [each["code"] for each in refused["userErrors"]] == ["LOCKED"]
