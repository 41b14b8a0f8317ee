"""importOrders (§3.8, T24): a result for each row, each placed once, whatever stops in between."""

import asyncio
from typing import Any

import pytest

from chassis.identity import Actor
from tests.gateway.orders.operations import place
from tests.gateway.orders.world import JSON, World, k2
from tests.patience import PATIENCE_SECONDS

IMPORT = """mutation($input: ImportOrdersInput!) { importOrders(input: $input) {
  job { id state total } userErrors { __typename code path } } }"""
JOB = """query($id: ID!, $failed: Boolean) { importJob(id: $id) {
  state total succeeded failed
  rows(first: 100, onlyFailed: $failed) { edges { node {
    index externalReference order { id status channel partnerReference }
    userErrors { __typename code path ... on PartnerReferenceUsed { order { id } } } } } } } }"""
PARTNER = Actor("PARTNER", "usr_p", "partner-p", "prt_p")
OTHER = Actor("PARTNER", "usr_q", "partner-q", "prt_q")


def row(number: int, **more: object) -> JSON:
    wanted = k2("VALVE-20", "1", f"row-key-{number:03}", partnerReference=f"PO-{number}")
    return {**wanted, **more}


async def begin(world: World, key: str, rows: list[JSON], **more: Any) -> JSON:
    wanted = {"idempotencyKey": key, "rows": rows, **more}
    payload: JSON = (await world.ask(IMPORT, input=wanted))["importOrders"]
    return payload


async def finished(world: World, job_id: str, *, only_failed: bool = False) -> JSON:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            job: JSON = (await world.ask(JOB, id=job_id, failed=only_failed))["importJob"]
            if job["state"] != "RUNNING":
                return job
            await asyncio.sleep(0.05)


async def run(world: World, key: str, rows: list[JSON], **more: Any) -> JSON:
    payload = await begin(world, key, rows, **more)
    assert payload["userErrors"] == []
    return await finished(world, payload["job"]["id"])


async def parked(world: World, count: int) -> None:
    waiting = "{ orders(statuses: [PENDING_ERP]) { totalCount } }"
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if (await world.ask(waiting))["orders"]["totalCount"] == count:
                return
            await asyncio.sleep(0.05)


def nodes(job: JSON) -> list[JSON]:
    return [edge["node"] for edge in job["rows"]["edges"]]


def bad_rows() -> list[JSON]:
    """Row 1 of an unknown SKU, row 3 without a quantity, row 5 with the reference of row 0."""
    rows = [row(number) for number in range(6)]
    rows[1]["lines"] = [{"sku": "NOTHING", "quantity": "1"}]
    rows[3]["lines"] = [{"sku": "VALVE-20", "quantity": "0"}]
    rows[5]["partnerReference"] = "PO-used"
    return rows


async def used_reference(world: World) -> str:
    placed = await place(world, **row(99, partnerReference="PO-used"))
    return str(placed["order"]["id"])


async def test_rows_that_fail_are_told_and_the_others_are_orders(world: World):
    used = await used_reference(world)
    job = await run(world, "import-0001", bad_rows())
    assert (job["state"], job["total"]) == ("SUCCEEDED_WITH_ERRORS", 6)
    assert (job["succeeded"], job["failed"]) == (3, 3)
    found = nodes(job)
    assert [each["index"] for each in found] == list(range(6))
    assert [bool(each["order"]) for each in found] == [True, False, True, False, True, False]
    assert {each["order"]["channel"] for each in found if each["order"]} == {"IMPORT"}
    assert found[0]["externalReference"] == found[0]["order"]["partnerReference"] == "PO-0"
    unknown, none, reused = (found[index]["userErrors"][0] for index in (1, 3, 5))
    assert unknown["path"] == ["input", "rows", "1", "lines", "0", "sku"]
    assert (none["code"], none["path"][2]) == ("INVALID", "3")
    assert (reused["__typename"], reused["order"]) == ("PartnerReferenceUsed", {"id": used})


async def test_one_bad_row_rejects_everything_where_that_is_wanted(world: World):
    await used_reference(world)
    job = await run(world, "import-0002", bad_rows(), errorPolicy="REJECT_EVERYTHING")
    assert (job["state"], job["succeeded"], job["failed"]) == ("FAILED", 0, 3)
    assert (await world.ask("{ orders { totalCount } }"))["orders"]["totalCount"] == 1
    assert [each["index"] for each in nodes(job) if each["userErrors"]] == [1, 3, 5]


async def test_rows_that_are_all_good_are_placed_after_all_were_checked(world: World):
    rows = [row(number) for number in range(3)]
    job = await run(world, "import-0003", rows, errorPolicy="REJECT_EVERYTHING")
    assert (job["state"], job["succeeded"]) == ("SUCCEEDED", 3)


async def test_the_same_key_is_the_same_job_and_no_order_is_placed_twice(world: World):
    rows = [row(number) for number in range(3)]
    first = await begin(world, "import-0004", rows)
    again = await begin(world, "import-0004", rows)
    assert again["job"]["id"] == first["job"]["id"]
    other = await begin(world, "import-0004", rows[:2])
    assert [each["code"] for each in other["userErrors"]] == ["IDEMPOTENCY_KEY_REUSED"]
    done = await finished(world, first["job"]["id"])
    under_another_key = await run(world, "import-0005", rows)
    assert nodes(done) == nodes(under_another_key)
    assert (await world.ask("{ orders { totalCount } }"))["orders"]["totalCount"] == 3


async def test_a_job_waits_for_the_erp_and_outlives_the_process(world: World):
    world.erp.is_cut = True
    job_id = (await begin(world, "import-0006", [row(each) for each in range(12)]))["job"]["id"]
    await parked(world, 8)
    await world.process.close()
    world.erp.is_cut = False
    await world.open_process()
    await world.process.start()
    job = await finished(world, job_id)
    assert (job["state"], job["succeeded"]) == ("SUCCEEDED", 12)
    assert (await world.ask("{ orders { totalCount } }"))["orders"]["totalCount"] == 12


@pytest.mark.parametrize("count", [0, 1001])
async def test_an_import_has_1_to_1000_rows(world: World, count: int):
    payload = await begin(world, "import-0007", [row(each) for each in range(count)])
    assert payload["userErrors"][0]["path"] == ["input", "rows"]


async def test_a_partner_sees_his_own_jobs_only(world: World):
    mine = row(1, customer={"id": "cus_p"})
    wanted = {"idempotencyKey": "import-0008", "rows": [mine]}
    payload = (await world.ask(IMPORT, actor=PARTNER, input=wanted))["importOrders"]
    job_id = payload["job"]["id"]
    assert (await world.ask(JOB, actor=OTHER, id=job_id))["importJob"] is None
    assert (await world.ask(JOB, actor=PARTNER, id=job_id))["importJob"]["total"] == 1
