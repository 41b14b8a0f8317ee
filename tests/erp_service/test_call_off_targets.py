"""No contract line is called off beyond its target: what is left of it is told (decision 020)."""

from typing import Any

from tests.erp_service.amending.conftest import apply, line
from tests.erp_service.conftest import CREATE, SIMULATE, Erp, order
from tests.erp_service.test_call_offs import TERMS, called_off, calling
from tests.erp_service.test_cancellation import cancel

PATH = ["lines", "0", "quantity"]
LESS = {**TERMS, "targetQuantity": "150"}


def refused(payload: Any) -> tuple[str, list[str], str]:
    (error,) = payload["userErrors"]
    return error["code"], error["path"], error["message"]


def agreed(wanted: dict[str, Any]) -> dict[str, Any]:
    """As if it had been checked before others called off."""
    lines = [
        {**each, "acceptedSchedule": [{"deliveryDate": "2026-03-06", "quantity": each["quantity"]}]}
        for each in wanted["lines"]
    ]
    return {**wanted, "lines": lines}


async def test_an_order_beyond_the_rest_is_refused_checked_and_created(erp: Erp):
    await erp.place(calling("100", LESS))
    beyond = calling("51", LESS, externalReference="ord_2")
    for operation in (SIMULATE, CREATE):
        code, path, message = refused(await erp.call(operation, input=agreed(beyond)))
        assert (code, path) == ("INVALID", PATH)
        assert "leaves 50 units" in message
    placed = await erp.place(calling("50", LESS, externalReference="ord_3"))
    assert placed["userErrors"] == []
    (found,) = await called_off(erp)
    assert found["remainingQuantity"] == "0"


async def test_two_lines_of_one_order_share_what_is_left(erp: Erp):
    wanted = calling("80", LESS)
    (first,) = wanted["lines"]
    twin = {**first, "lineId": "twin", "quantity": "71"}
    both = {**wanted, "lines": [first, twin]}
    code, path, message = refused(await erp.call(CREATE, input=agreed(both)))
    assert (code, path) == ("INVALID", ["lines", "1", "quantity"])
    assert "leaves 150 units" in message


async def test_a_raise_beyond_it_is_refused_and_a_reduction_never_is(erp: Erp):
    await erp.place(calling("100", LESS))
    assert refused(await apply(erp, line(0, "VALVE-20", "151"), requestId="beyond"))[:2] == (
        "INVALID",
        PATH,
    )
    assert (await apply(erp, line(0, "VALVE-20", "150")))["userErrors"] == []
    # The CRM knows no way to lower a target, but the terms noted may be older than an order's.
    await erp.place(calling("1", {**TERMS, "targetQuantity": "400"}, externalReference="ord_2"))
    changed = await apply(erp, line(0, "VALVE-20", "140"), revision=2)
    assert changed["userErrors"] == []


async def test_what_is_cancelled_may_be_called_off_again(erp: Erp):
    await erp.place(calling("150", LESS))
    await cancel(erp, "c1", revision=1)
    assert (await erp.place(calling("150", LESS, externalReference="ord_2")))["userErrors"] == []


async def test_a_target_by_value_counts_net_amounts(erp: Erp):
    terms = {"contractId": "con_2", "targetValue": "200.00"}
    # 16 x 12.35 less 3 % are 191.67.
    await erp.place(calling("16", terms))
    code, path, message = refused(
        await erp.call(SIMULATE, input=calling("1", terms, externalReference="ord_2"))
    )
    assert (code, path) == ("INVALID", PATH)
    assert "leaves 8.33 of value" in message


async def test_an_order_without_a_contract_is_not_asked(erp: Erp):
    await erp.place(calling("150", LESS))
    assert (await erp.place(order(("VALVE-20", "50"), externalReference="o2")))["userErrors"] == []
