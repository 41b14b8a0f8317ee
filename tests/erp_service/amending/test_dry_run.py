"""A change is answered without writing: alternatives with totals, and what it would cost."""

from typing import Any

from tests.erp_service.amending.conftest import TRY, apply, change, line
from tests.erp_service.conftest import Erp, accepted, order

PUMPS = order(("PUMP-100", "20"), ("VALVE-20", "20"))


def shown(alternatives: Any) -> list[tuple[str, list[tuple[str, str]], str]]:
    return [
        (
            each["kind"],
            [(part["quantity"], part["deliveryDate"]) for part in each["deliveries"]],
            each["orderGrossTotal"]["amount"],
        )
        for each in alternatives
    ]


async def test_a_shortage_of_what_is_added_has_alternatives_for_the_whole_line(erp: Erp):
    await erp.place(PUMPS)
    found = await erp.call(TRY, input=change(line(0, "PUMP-100", "60")))
    pumps, valves = found["lines"]
    assert pumps["availableOnRequestedDate"] == "30"
    assert shown(pumps["alternatives"]) == [
        ("SPLIT", [("30", "2026-03-06"), ("30", "2026-03-17")], "10452.83"),
        ("LATER", [("60", "2026-03-17")], "10452.83"),
        ("REDUCED_QUANTITY", [("30", "2026-03-06")], "5476.00"),
        ("DROP_LINE", [], "285.11"),
    ]
    assert [each["heldCandidate"] for each in pumps["alternatives"]] == [True, False, False, False]
    assert (valves["quantity"], valves["alternatives"]) == ("20", [])
    assert found["grossTotal"] == {"amount": "10452.83"}
    assert len(await erp.events()) == 1


async def test_an_accepted_alternative_becomes_what_was_shown(erp: Erp):
    await erp.place(PUMPS)
    wanted = line(0, "PUMP-100", "60")
    found = await erp.call(TRY, input=change(wanted))
    split = found["lines"][0]["alternatives"][0]
    agreed = {**wanted, "acceptedSchedule": accepted(split["deliveries"])}
    done = (await apply(erp, agreed))["salesOrder"]
    assert done["grossTotal"] == split["orderGrossTotal"]
    parts = [
        (each["confirmedQuantity"], each["deliveryDate"])
        for each in done["lines"][0]["scheduleLines"]
    ]
    assert parts == [("30", "2026-03-06"), ("30", "2026-03-17")]


async def test_a_replaced_product_may_have_a_substitute(erp: Erp):
    await erp.place(order(("VALVE-20", "2")))
    found = await erp.call(TRY, input=change(line(0, "CTRL-7", "2")))
    kinds = [each["kind"] for each in found["lines"][0]["alternatives"]]
    assert kinds == ["SPLIT", "LATER", "REDUCED_QUANTITY", "SUBSTITUTE"]


async def test_the_dry_run_shows_the_credit_check(erp: Erp):
    await erp.place(order(("PUMP-100", "5"), customerId="cus_k1"))
    found = await erp.call(TRY, input=change(line(0, "PUMP-100", "30")))
    assert (found["creditStatus"], found["prepaymentDue"], found["exposureAfter"]) == (
        "AWAITING_PREPAYMENT",
        {"amount": "3190.89"},
        {"amount": "5190.89"},
    )
