"""Scenarios T01, T02, T03, T05, T06 and T17 of the domain, against both real services."""

import asyncio

import pytest

from tests.gateway.orders.operations import (
    FIND_HUBER,
    QUOTE,
    SALES_ORDER,
    STORY,
    accept,
    days,
    place,
    place_until_answered,
)
from tests.gateway.orders.world import World, k2


async def test_t01_a_shortage_is_asked_about_and_nothing_is_in_the_erp(world: World):
    placed = await place(world, **STORY)
    order, check = placed["order"], placed["decision"]["check"]
    assert (placed["outcome"], order["status"], order["salesOrder"]) == (
        "NEEDS_DECISION",
        "AWAITING_DECISION",
        None,
    )
    pump, valve = check["lines"]
    assert (pump["availableOnRequestedDate"], pump["shortfall"]) == ("30", "30")
    assert (valve["availableOnRequestedDate"], valve["shortfall"]) == ("480", "0")
    found = [
        (item["kind"], days(item), item["orderGrossTotal"]["amount"], item["heldUntil"])
        for item in pump["proposals"]
    ]
    held = "2026-03-02T08:30:00Z"
    assert found == [
        ("SPLIT", [("2026-03-06", "30"), ("2026-03-17", "30")], "11519.80", held),
        ("LATER", [("2026-03-17", "60")], "11519.80", None),
        ("REDUCED_QUANTITY", [("2026-03-06", "30")], "6542.97", None),
        ("DROP_LINE", [], "1352.08", None),
    ]
    totals = (check["netTotal"], check["taxes"][0]["amount"], check["grossTotal"])
    assert [item["amount"] for item in totals] == ["9680.50", "1839.30", "11519.80"]
    assert check["terms"] == {
        "customerClass": "NEW",
        "paymentTerms": "NET14",
        "prepaymentDue": {"amount": "9519.80"},
        "creditLimit": {"amount": "2000.00"},
    }
    assert placed["decision"]["expiresAt"] == held
    quote = (await world.ask_system(world.crm, QUOTE, id=order["quote"]["id"]))["quote"]
    assert (quote["revision"], quote["state"]) == (1, "OFFERED")
    assert quote["customer"]["lifecycle"] == "PROSPECT"
    assert len((await world.ask_system(world.crm, FIND_HUBER))["findDuplicateCustomers"]) == 1


async def test_t02_a_decision_reaches_both_systems(world: World):
    placed = await place(world, **STORY)
    decided = await accept(world, placed, "REDUCED_QUANTITY")
    order = decided["order"]
    assert (decided["outcome"], order["holdReasons"], order["revision"]) == (
        "ON_HOLD",
        ["PREPAYMENT"],
        2,
    )
    assert decided["userErrors"] == []
    sales_order = (await world.ask_system(world.erp, SALES_ORDER, id=order["salesOrder"]["id"]))[
        "salesOrder"
    ]
    assert sales_order["creditStatus"] == "AWAITING_PREPAYMENT"
    assert (sales_order["revision"], sales_order["prepaymentDue"]["amount"]) == (2, "4542.97")
    lines = [
        (item["orderedQuantity"], item["discountAmount"]["amount"], item["netAmount"]["amount"])
        for item in sales_order["lines"]
    ]
    assert lines == [("30", "134.91", "4362.09"), ("100", "98.80", "1136.20")]
    quote = (await world.ask_system(world.crm, QUOTE, id=order["quote"]["id"]))["quote"]
    assert (quote["revision"], quote["state"]) == (2, "ORDERED")
    assert quote["grossTotal"] == sales_order["grossTotal"] == {"amount": "6542.97"}
    assert [item["quantity"] for item in quote["lines"]] == ["30", "100"]


async def test_t03_what_is_on_stock_is_confirmed_at_once(world: World):
    placed = await place(world, **k2("VALVE-20", "100", "scenario-t03"))
    order = placed["order"]
    assert (placed["outcome"], order["status"], order["sync"]["state"]) == (
        "CONFIRMED",
        "CONFIRMED",
        "IN_SYNC",
    )
    assert order["grossTotal"] == {"amount": "1352.08"}
    promise = {"deliveryDate": "2026-03-06", "quantity": "100", "basis": "STOCK"}
    assert order["lines"][0]["promises"] == [promise]
    quote = (await world.ask_system(world.crm, QUOTE, id=order["quote"]["id"]))["quote"]
    assert (quote["state"], quote["grossTotal"]) == ("ORDERED", {"amount": "1352.08"})


async def test_t05_look_ahead_keeps_what_is_promised_for_later(world: World):
    placed = await place(world, **k2("FILT-3", "60", "scenario-t05"))
    line = placed["decision"]["check"]["lines"][0]
    assert line["availableOnRequestedDate"] == "20"
    kinds = {item["kind"]: item for item in line["proposals"]}
    assert [(item["quantity"], item["basis"]) for item in kinds["SPLIT"]["deliveries"]] == [
        ("20", "STOCK"),
        ("30", "RECEIPT"),
        ("10", "LEAD_TIME"),
    ]
    assert days(kinds["LATER"]) == [("2026-03-31", "60")]
    decided = await accept(world, placed, "SPLIT")
    assert (decided["outcome"], decided["order"]["revision"]) == ("CONFIRMED", 2)
    assert decided["order"]["confirmedDeliveryDate"] == "2026-03-31"


@pytest.mark.parametrize("many", [2, 50])
async def test_t06_the_last_piece_is_sold_once(world: World, many: int):
    wanted = [
        k2("CTRL-7", "1", f"scenario-t06-{number}", onShortfall="REJECT") for number in range(many)
    ]
    answers = await asyncio.gather(*(place_until_answered(world, **item) for item in wanted))
    assert sorted({item["outcome"] for item in answers}) == ["CONFIRMED", "REFUSED"]
    confirmed = [item for item in answers if item["outcome"] == "CONFIRMED"]
    assert [item["order"]["grossTotal"]["amount"] for item in confirmed] == ["1069.81"]
    for item in answers:
        if item["outcome"] == "REFUSED":
            error = item["userErrors"][0]
            assert (error["code"], item["order"]) == ("INSUFFICIENT_AVAILABILITY", None)
            line = error["check"]["lines"][0]
            kinds = {each["kind"]: each for each in line["proposals"]}
            assert line["availableOnRequestedDate"] == "0"
            assert days(kinds["LATER"]) == [("2026-03-24", "1")]
            assert kinds["SUBSTITUTE"]["orderGrossTotal"] == {"amount": "1129.31"}


async def test_t17_a_key_names_one_request(world: World):
    wanted = k2("VALVE-20", "100", "scenario-t17")
    first = await place(world, **wanted)
    again = await place(world, **wanted)
    assert (again["replayed"], again["order"]) == (True, first["order"])
    spelled = {**wanted, "lines": [{"quantity": "100.0", "sku": "VALVE-20"}]}
    assert (await place(world, **spelled))["replayed"] is True
    other = await place(world, **k2("VALVE-20", "101", "scenario-t17"))
    error = other["userErrors"][0]
    assert (error["code"], error["originalOrderId"]) == (
        "IDEMPOTENCY_KEY_REUSED",
        first["order"]["id"],
    )
    assert len((await world.ask("{ orders { edges { node { id } } } }"))["orders"]["edges"]) == 1


async def test_t17_e_two_first_calls_at_once_make_one_order(world: World):
    wanted = k2("VALVE-20", "100", "scenario-t17-e")
    answers = await asyncio.gather(place(world, **wanted), place(world, **wanted))
    codes = {error["code"] for item in answers for error in item["userErrors"]}
    assert codes <= {"IDEMPOTENCY_IN_PROGRESS"}
    assert (await place(world, **wanted))["outcome"] == "CONFIRMED"
    page = (await world.ask("{ orders { totalCount edges { node { id } } } }"))["orders"]
    assert (page["totalCount"], len(page["edges"])) == (1, 1)
