"""R-ATP-6: COMPLETE all at once, ONE_TIME as much as one delivery holds, SPLIT several."""

import pytest

from tests.erp_service.conftest import SIMULATE, Erp, order

PUMPS = ("PUMP-100", "60")


@pytest.mark.parametrize(
    ("policy", "promised", "kinds"),
    [
        (
            "SPLIT",
            [("30", "2026-03-06"), ("30", "2026-03-17")],
            ["SPLIT", "LATER", "REDUCED_QUANTITY", "DROP_LINE"],
        ),
        ("COMPLETE", [("60", "2026-03-17")], ["LATER", "REDUCED_QUANTITY", "DROP_LINE"]),
        ("ONE_TIME", [("30", "2026-03-06")], ["LATER", "REDUCED_QUANTITY", "DROP_LINE"]),
    ],
)
async def test_what_is_confirmed_and_offered(
    erp: Erp, policy: str, promised: list[tuple[str, str]], kinds: list[str]
):
    wanted = order(PUMPS, ("SEAL-5", "1"), deliveryPolicy=policy)
    line = (await erp.call(SIMULATE, input=wanted))["lines"][0]
    assert [(each["quantity"], each["deliveryDate"]) for each in line["confirmed"]] == promised
    assert [each["kind"] for each in line["alternatives"]] == kinds


async def test_one_delivery_of_nothing_is_one_later(erp: Erp):
    wanted = order(("CTRL-7", "3"), deliveryPolicy="COMPLETE")
    (line,) = (await erp.call(SIMULATE, input=wanted))["lines"]
    assert [each["deliveryDate"] for each in line["confirmed"]] == ["2026-03-24"]


async def test_a_partly_confirmed_order_says_so(erp: Erp):
    found = (await erp.place(order(PUMPS, deliveryPolicy="ONE_TIME")))["salesOrder"]
    assert (found["status"], found["confirmation"]) == ("PARTIALLY_CONFIRMED", "PARTIAL")
