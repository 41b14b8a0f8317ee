"""An order is kept in the house until somebody has decided."""

from typing import Any

from tests.erp_service.conftest import ORDER, Erp, order
from tests.erp_service.fulfilment.conftest import placed

BLOCK = f"""mutation($reference: ID!, $blocked: Boolean!) {{
  setDeliveryBlock(externalReference: $reference, blocked: $blocked, reason: "quote lost") {{
    salesOrder {ORDER} userErrors {{ code path }} }} }}"""
VALVES = order(("VALVE-20", "20"))


async def block(erp: Erp, *, blocked: bool = True, reference: str = "ord_1") -> Any:
    return await erp.call(BLOCK, reference=reference, blocked=blocked)


async def test_a_blocked_order_keeps_its_goods_and_stays(erp: Erp):
    staff = await placed(erp, VALVES)
    found = (await block(erp))["salesOrder"]
    assert (found["status"], found["revision"]) == ("ON_HOLD", 1)
    assert found["lines"][0]["reservedQuantity"] == "20"
    for step in (await staff.pick("20"), await staff.ship("20")):
        assert step["userErrors"][0]["code"] == "NOT_ALLOWED_IN_STATE"
    assert (await block(erp, blocked=False))["salesOrder"]["status"] == "CONFIRMED"
    assert (await staff.ship("20"))["userErrors"] == []


async def test_a_block_that_is_set_already_is_a_success_and_no_change(erp: Erp):
    await placed(erp, VALVES)
    for _ in range(2):
        assert (await block(erp))["userErrors"] == []
    assert len(await erp.events()) == 2


async def test_what_is_over_or_unknown_is_not_blocked(erp: Erp):
    staff = await placed(erp, VALVES)
    await staff.ship("20")
    await staff.bill()
    assert (await block(erp))["userErrors"][0]["code"] == "NOT_ALLOWED_IN_STATE"
    assert (await block(erp, reference="none"))["userErrors"][0]["code"] == "NOT_FOUND"
