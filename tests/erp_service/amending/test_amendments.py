"""R-AMD-1 to 5: what a change does to quantities, promises, prices and stock."""

import asyncio

from tests.erp_service.amending.conftest import CHANGE, apply, change, line, refusals
from tests.erp_service.conftest import SIMULATE, Erp, order

VALVES = order(("VALVE-20", "20"))


async def free(erp: Erp, sku: str, day: str = "2026-03-06") -> str:
    probe = order((sku, "1"), externalReference="ord_probe", requestedDeliveryDate=day)
    return str((await erp.call(SIMULATE, input=probe))["lines"][0]["availableOnRequestedDate"])


async def test_more_and_less_are_the_next_revision_with_new_totals_and_stock(erp: Erp):
    placed = (await erp.place(VALVES))["salesOrder"]
    assert placed["grossTotal"] == {"amount": "285.11"}
    more = (await apply(erp, line(0, "VALVE-20", "25")))["salesOrder"]
    assert (more["id"], more["number"]) == (placed["id"], placed["number"])
    assert (more["revision"], more["status"]) == (2, "CONFIRMED")
    assert more["grossTotal"] == {"amount": "356.39"}
    assert await free(erp, "VALVE-20") == "455"
    less = (await apply(erp, line(0, "VALVE-20", "15"), revision=2))["salesOrder"]
    assert (less["revision"], less["grossTotal"]["amount"]) == (3, "213.83")
    assert less["lines"][0]["cancelledQuantity"] == "0"
    assert await free(erp, "VALVE-20") == "465"


async def test_of_two_changes_of_one_revision_one_is_applied(erp: Erp):
    await erp.place(VALVES)
    wishes = [
        change(line(0, "VALVE-20", quantity), requestId=quantity) for quantity in ("25", "15")
    ]
    answers = await asyncio.gather(*(erp.call(CHANGE, input=each) for each in wishes))
    (done,) = [each["salesOrder"] for each in answers if each["salesOrder"]]
    (refused,) = [each["userErrors"][0] for each in answers if each["userErrors"]]
    assert done["revision"] == 2
    assert done["grossTotal"]["amount"] in {"356.39", "213.83"}
    assert (refused["code"], refused["currentRevision"]) == ("REVISION_CONFLICT", 2)


async def test_a_repeated_request_is_answered_and_not_done_again(erp: Erp):
    await erp.place(VALVES)
    first = await apply(erp, line(0, "VALVE-20", "25"))
    assert await apply(erp, line(0, "VALVE-20", "25")) == first
    assert len(await erp.events()) == 2


async def test_an_increase_asks_only_for_what_is_added(erp: Erp):
    await erp.place(order(("PUMP-100", "20")))
    assert await refusals(erp, line(0, "PUMP-100", "31")) == [
        ("INSUFFICIENT_AVAILABILITY", ["lines", "0"])
    ]
    done = (await apply(erp, line(0, "PUMP-100", "30"), requestId="again"))["salesOrder"]
    assert done["lines"][0]["scheduleLines"] == [
        {
            "shipDate": "2026-03-05",
            "deliveryDate": "2026-03-06",
            "confirmedQuantity": "30",
            "warehouse": {"code": "BER"},
        }
    ]


async def test_what_is_confirmed_survives_although_it_could_no_longer_be_promised(erp: Erp):
    await erp.place(order(("VALVE-20", "20")))
    erp.clock.write_text("2026-03-05T15:00:00+01:00")
    wanted = line(0, "VALVE-20", "30", requestedDeliveryDate="2026-03-06")
    assert await refusals(erp, wanted) == [("INSUFFICIENT_AVAILABILITY", ["lines", "0"])]
    parts = [
        {"deliveryDate": "2026-03-06", "quantity": "20"},
        {"deliveryDate": "2026-03-09", "quantity": "10"},
    ]
    wanted = line(0, "VALVE-20", "30", acceptedSchedule=parts)
    found = (await apply(erp, wanted, requestId="again"))["salesOrder"]["lines"][0]
    days = [(each["deliveryDate"], each["confirmedQuantity"]) for each in found["scheduleLines"]]
    assert days == [("2026-03-06", "20"), ("2026-03-09", "10")]
    assert found["reservedQuantity"] == "30"


async def test_one_line_may_use_what_another_frees(erp: Erp):
    await erp.place(order(("PUMP-100", "20"), ("PUMP-100", "10")))
    done = await apply(erp, line(0, "PUMP-100", "5"), line(1, "PUMP-100", "25"))
    assert done["userErrors"] == []
    assert await free(erp, "PUMP-100") == "0"


async def test_a_date_moves_with_its_promise(erp: Erp):
    await erp.place(order(("PUMP-100", "30")))
    wanted = line(0, "PUMP-100", "30", requestedDeliveryDate="2026-03-17")
    found = (await apply(erp, wanted))["salesOrder"]
    assert found["lines"][0]["scheduleLines"][0]["deliveryDate"] == "2026-03-17"
    assert await free(erp, "PUMP-100") == "30"


async def test_lines_are_added_removed_and_replaced_at_once(erp: Erp):
    await erp.place(order(("CTRL-7", "1"), ("VALVE-20", "20")))
    found = (
        await apply(
            erp,
            line(0, "CTRL-7B", "1"),
            line(1, "VALVE-20", "0"),
            {"lineId": "ord_1-new", "sku": "SEAL-5", "quantity": "100"},
        )
    )["salesOrder"]
    assert [
        (each["id"], each["sku"], each["status"], each["unitPrice"]["amount"])
        for each in found["lines"]
    ] == [
        ("ord_1-0", "CTRL-7B", "CONFIRMED", "949.00"),
        ("ord_1-1", "VALVE-20", "CANCELLED", "12.35"),
        ("ord_1-new", "SEAL-5", "CONFIRMED", "0.3350"),
    ]
    assert found["netTotal"] == {"amount": "982.50"}
    assert (await free(erp, "CTRL-7"), await free(erp, "VALVE-20")) == ("1", "480")


async def test_header_fields_change_alone(erp: Erp):
    await erp.place(VALVES)
    ship_to = {"country": "DE", "timeZone": "Europe/Berlin", "city": "Hamburg"}
    found = await apply(erp, shipTo=ship_to, customerReference="PO 7")
    assert found["userErrors"] == []
    query = """query { salesOrderByNumber(number: "SO-2026-000001") {
      revision customerReference shipTo { city } lines { reservedQuantity } } }"""
    assert await erp.call(query) == {
        "revision": 2,
        "customerReference": "PO 7",
        "shipTo": {"city": "Hamburg"},
        "lines": [{"reservedQuantity": "20"}],
    }


async def test_an_address_farther_away_leaves_earlier_or_not_at_all(erp: Erp):
    await erp.place(VALVES)
    vienna = {"country": "AT", "timeZone": "Europe/Vienna"}
    found = (await apply(erp, shipTo=vienna))["salesOrder"]
    assert found["lines"][0]["scheduleLines"][0]["shipDate"] == "2026-03-04"
    erp.clock.write_text("2026-03-04T09:00:00+01:00")
    overseas = {"country": "US", "timeZone": "America/New_York"}
    assert await refusals(erp, shipTo=overseas, revision=2) == [
        ("INSUFFICIENT_AVAILABILITY", ["shipTo"])
    ]


async def test_a_dearer_order_is_checked_for_credit_again(erp: Erp):
    await erp.place(order(("PUMP-100", "5"), customerId="cus_k1"))
    held = (await apply(erp, line(0, "PUMP-100", "30")))["salesOrder"]
    assert (held["creditStatus"], held["prepaymentDue"]["amount"]) == (
        "AWAITING_PREPAYMENT",
        "3190.89",
    )
    freed = (await apply(erp, line(0, "PUMP-100", "5"), revision=2))["salesOrder"]
    assert (freed["creditStatus"], freed["status"]) == ("APPROVED", "CONFIRMED")
    assert freed["prepaymentDueDate"] is None


async def test_impossible_changes_are_refused_with_their_places(erp: Erp):
    await erp.place(VALVES)
    assert await refusals(
        erp,
        line(0, "VALVE-20", "1.5", requestedDeliveryDate="2026-03-01"),
        {"lineId": "x", "sku": "NONE", "quantity": "1"},
        {"lineId": "x", "sku": "SEAL-5", "quantity": "0"},
        newRevision=7,
    ) == [
        ("INVALID", ["newRevision"]),
        ("INVALID", ["lines", "0", "quantity"]),
        ("NOT_FOUND", ["lines", "1", "sku"]),
        ("INVALID", ["lines", "2", "lineId"]),
        ("INVALID", ["lines", "2", "quantity"]),
        ("INVALID", ["lines", "0", "requestedDeliveryDate"]),
    ]
    for index, (lines, path) in enumerate(
        (([line(0, "VALVE-20", "20")], None), ([line(0, "VALVE-20", "0")], ["lines"]))
    ):
        assert await refusals(erp, *lines, requestId=f"no-{index}") == [("INVALID", path)]
    assert await refusals(erp, externalReference="none", requestId="none") == [
        ("NOT_FOUND", ["externalReference"])
    ]
    assert len(await erp.events()) == 1


async def test_the_line_of_another_order_is_not_taken_over(erp: Erp):
    await erp.place(VALVES)
    await erp.place(order(("SEAL-5", "1"), externalReference="ord_2"))
    (refused,) = (await apply(erp, {"lineId": "ord_2-0", "sku": "SEAL-5", "quantity": "1"}))[
        "userErrors"
    ]
    assert (refused["code"], refused["path"]) == ("INVALID", ["lines", "0", "lineId"])
