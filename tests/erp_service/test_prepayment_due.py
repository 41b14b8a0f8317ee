"""A reservation that waits for a prepayment ends with the day on which it is due (section 2.2)."""

from typing import Any

from tests.erp_service.amending.conftest import apply, line
from tests.erp_service.conftest import ORDER, SIMULATE, Erp, order
from tests.erp_service.test_credit import FREE, pay

PUMPS = order(("PUMP-100", "30"), customerId="cus_k1")
READ = f"query($number: String!) {{ salesOrderByNumber(number: $number) {ORDER} }}"
LAST_DAY, DAY_AFTER = "2026-03-09T23:59:59+01:00", "2026-03-10T00:00:00+01:00"


async def held(erp: Erp) -> dict[str, Any]:
    found = (await erp.place(PUMPS))["salesOrder"]
    assert (found["status"], found["prepaymentDueDate"]) == ("CREDIT_BLOCKED", "2026-03-09")
    return dict(found)


async def free(erp: Erp) -> str:
    probe = order(("PUMP-100", "1"), externalReference="ord_p", requestedDeliveryDate="2026-03-12")
    return str((await erp.call(SIMULATE, input=probe))["lines"][0]["availableOnRequestedDate"])


async def reserved(erp: Erp, found: dict[str, Any]) -> str:
    return str((await erp.call(READ, number=found["number"]))["lines"][0]["reservedQuantity"])


async def test_the_goods_are_kept_through_the_last_day_and_free_after_it(erp: Erp):
    found = await held(erp)
    erp.clock.write_text(LAST_DAY)
    assert (await free(erp), await reserved(erp, found)) == ("0", "30")
    erp.clock.write_text(DAY_AFTER)
    assert (await free(erp), await reserved(erp, found)) == ("30", "0")


async def test_a_late_payment_takes_them_again_if_they_are_there(erp: Erp):
    found = await held(erp)
    erp.clock.write_text(DAY_AFTER)
    paid = (await pay(erp, found, "3190.89", "bank-1"))["salesOrder"]
    assert paid["status"] == "CONFIRMED"
    (part,) = paid["lines"][0]["scheduleLines"]
    assert (part["shipDate"], part["confirmedQuantity"]) == ("2026-03-10", "30")
    assert (await free(erp), await reserved(erp, found)) == ("0", "30")


async def test_what_others_took_meanwhile_is_promised_later(erp: Erp):
    found = await held(erp)
    erp.clock.write_text(DAY_AFTER)
    wish = {"externalReference": "ord_2", "requestedDeliveryDate": "2026-03-12"}
    assert (await erp.place(order(("PUMP-100", "20"), **wish)))["userErrors"] == []
    freed = (await erp.call(FREE, id=found["id"], revision=1))["salesOrder"]
    assert [
        (each["deliveryDate"], each["confirmedQuantity"])
        for each in freed["lines"][0]["scheduleLines"]
    ] == [("2026-03-11", "10"), ("2026-03-17", "20")]
    assert await free(erp) == "0"


async def test_a_paid_order_keeps_its_goods_for_good(erp: Erp):
    found = await held(erp)
    await pay(erp, found, "3190.89", "bank-1")
    erp.clock.write_text(DAY_AFTER)
    assert (await free(erp), await reserved(erp, found)) == ("0", "30")


async def test_an_order_that_becomes_too_dear_gets_a_day_too(erp: Erp):
    await erp.place(order(("PUMP-100", "5"), customerId="cus_k1"))
    changed = (await apply(erp, line(0, "PUMP-100", "30")))["salesOrder"]
    assert changed["prepaymentDueDate"] == "2026-03-09"
    erp.clock.write_text(DAY_AFTER)
    assert await free(erp) == "30"


async def test_a_late_reduction_that_needs_no_payment_takes_no_goods_of_others(erp: Erp):
    await held(erp)
    erp.clock.write_text(DAY_AFTER)
    wish = {"externalReference": "ord_2", "requestedDeliveryDate": "2026-03-12"}
    assert (await erp.place(order(("PUMP-100", "30"), **wish)))["userErrors"] == []
    changed = (await apply(erp, line(0, "PUMP-100", "5")))["salesOrder"]
    assert changed["status"] == "CONFIRMED"
    assert changed["lines"][0]["scheduleLines"][0]["deliveryDate"] == "2026-03-17"
    assert await free(erp) == "0"


async def test_a_change_after_the_last_day_sets_a_new_one_and_keeps_goods_again(erp: Erp):
    found = await held(erp)
    erp.clock.write_text(DAY_AFTER)
    changed = (await apply(erp, line(0, "PUMP-100", "25")))["salesOrder"]
    assert (changed["status"], changed["prepaymentDueDate"]) == ("CREDIT_BLOCKED", "2026-03-17")
    assert (await free(erp), await reserved(erp, found)) == ("5", "25")
    erp.clock.write_text("2026-03-18T00:00:00+01:00")
    assert await reserved(erp, found) == "0"


async def test_a_change_before_the_last_day_leaves_it(erp: Erp):
    await held(erp)
    changed = (await apply(erp, line(0, "PUMP-100", "25")))["salesOrder"]
    assert changed["prepaymentDueDate"] == "2026-03-09"


async def test_goods_that_others_took_are_promised_later_by_the_change(erp: Erp):
    await held(erp)
    erp.clock.write_text(DAY_AFTER)
    wish = {"externalReference": "ord_2", "requestedDeliveryDate": "2026-03-12"}
    assert (await erp.place(order(("PUMP-100", "30"), **wish)))["userErrors"] == []
    changed = (await apply(erp, line(0, "PUMP-100", "25")))["salesOrder"]
    (part,) = changed["lines"][0]["scheduleLines"]
    assert (part["deliveryDate"], changed["lines"][0]["reservedQuantity"]) == ("2026-03-17", "25")
    assert changed["prepaymentDueDate"] == "2026-03-17"
