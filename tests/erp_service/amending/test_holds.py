"""What a change adds is kept while the customer makes up his mind."""

from typing import Any

from tests.erp_service.amending.conftest import TRY, apply, change, line
from tests.erp_service.conftest import SIMULATE, Erp, accepted, order

HOLD = """mutation($input: ErpSalesOrderChangeInput!, $minutes: Int!, $request: ID!) {
  holdSalesOrderChange(input: $input, holdId: "hld_1", minutes: $minutes, requestId: $request) { holdId heldUntil userErrors { code path } } }"""


async def free(erp: Erp) -> str:
    probe = order(("PUMP-100", "1"), externalReference="ord_probe")
    return str((await erp.call(SIMULATE, input=probe))["lines"][0]["availableOnRequestedDate"])


async def hold(erp: Erp, *lines: dict[str, Any], minutes: int = 30) -> Any:
    return await erp.call(HOLD, input=change(*lines), minutes=minutes, request=f"h{minutes}")


async def test_the_addition_is_kept_from_others_and_for_the_change(erp: Erp):
    await erp.place(order(("PUMP-100", "10")))
    wanted = line(0, "PUMP-100", "60")
    found = await erp.call(TRY, input=change(wanted))
    split = found["lines"][0]["alternatives"][0]
    agreed = {**wanted, "acceptedSchedule": accepted(split["deliveries"])}
    held = await hold(erp, agreed)
    assert held == {"holdId": "hld_1", "heldUntil": "2026-03-02T08:30:00Z", "userErrors": []}
    assert await free(erp) == "0"
    done = await apply(erp, agreed, holdId="hld_1")
    assert done["userErrors"] == []
    assert await free(erp) == "0"
    assert done["salesOrder"]["lines"][0]["reservedQuantity"] == "60"


async def test_a_hold_ends_by_itself(erp: Erp):
    await erp.place(order(("PUMP-100", "10")))
    await hold(erp, line(0, "PUMP-100", "30"))
    assert await free(erp) == "0"
    erp.clock.write_text("2026-03-02T09:30:00+01:00")
    assert await free(erp) == "20"


async def test_what_cannot_be_promised_is_not_held(erp: Erp):
    await erp.place(order(("PUMP-100", "10")))
    refused = (await hold(erp, line(0, "PUMP-100", "31")))["userErrors"]
    assert refused == [{"code": "INSUFFICIENT_AVAILABILITY", "path": ["lines", "0"]}]
    refused = (await hold(erp, line(0, "PUMP-100", "30"), minutes=0))["userErrors"]
    assert refused == [{"code": "INVALID", "path": ["minutes"]}]
    assert await free(erp) == "20"
