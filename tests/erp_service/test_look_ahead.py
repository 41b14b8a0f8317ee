"""T05 and T20: what is promised later is kept, and days are days of the ship-to's zone."""

from typing import Any

import pytest

from tests.erp_service.conftest import SIMULATE, Erp, order

FILTERS = order(("FILT-3", "60"))


async def test_a_promise_for_later_is_not_eaten(erp: Erp):
    (line,) = (await erp.call(SIMULATE, input=FILTERS))["lines"]
    assert line["availableOnRequestedDate"] == "20"
    assert line["fullQuantityOn"] == "2026-03-31"
    assert [
        (part["quantity"], part["deliveryDate"], part["basis"]) for part in line["confirmed"]
    ] == [
        ("20", "2026-03-06", "STOCK"),
        ("30", "2026-03-26", "RECEIPT"),
        ("10", "2026-03-31", "LEAD_TIME"),
    ]


async def test_lead_time_is_confirmed_but_not_reserved(erp: Erp):
    found = (await erp.place(FILTERS))["salesOrder"]
    (line,) = found["lines"]
    assert found["status"] == "CONFIRMED"
    assert (line["confirmedQuantity"], line["reservedQuantity"]) == ("60", "50")
    (after,) = (await erp.call(SIMULATE, input=order(("FILT-3", "1"))))["lines"]
    assert after["availableOnRequestedDate"] == "0"


async def test_lines_of_one_order_share_the_stock(erp: Erp):
    found = await erp.call(SIMULATE, input=order(("CTRL-7", "1"), ("CTRL-7", "1")))
    available = [line["availableOnRequestedDate"] for line in found["lines"]]
    assert available == ["1", "0"]


async def test_another_warehouse_is_offered_for_the_whole_line(erp: Erp):
    (line,) = (await erp.call(SIMULATE, input=order(("LAMP-9", "6"))))["lines"]
    (other,) = [each for each in line["alternatives"] if each["kind"] == "OTHER_WAREHOUSE"]
    assert [(part["warehouse"], part["quantity"]) for part in other["deliveries"]] == [("MUC", "6")]
    assert not other["heldCandidate"]


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-03-02T13:59:59+01:00", "2026-03-03"), ("2026-03-02T14:00:00+01:00", "2026-03-04")],
)
async def test_the_cut_off_decides_on_the_earliest_day(erp: Erp, moment: str, day: str):
    erp.clock.write_text(moment)
    wanted = order(("VALVE-20", "1"), requestedDeliveryDate="2026-03-02")
    (line,) = (await erp.call(SIMULATE, input=wanted))["lines"]
    assert (line["availableOnRequestedDate"], line["fullQuantityOn"]) == ("0", day)


async def test_past_is_what_is_past_at_the_ship_to(erp: Erp):
    erp.clock.write_text("2026-03-05T23:30:00Z")
    wanted = order(("VALVE-20", "1"), requestedDeliveryDate="2026-03-05")
    refused = await erp.call(SIMULATE, input=wanted)
    assert [(each["code"], each["path"]) for each in refused["userErrors"]] == [
        ("INVALID", ["requestedDeliveryDate"])
    ]
    new_york = {**wanted, "shipTo": {"country": "US", "timeZone": "America/New_York"}}
    (line,) = (await erp.call(SIMULATE, input=new_york))["lines"]
    assert (line["availableOnRequestedDate"], line["fullQuantityOn"]) == ("0", "2026-03-11")


async def test_a_saturday_is_kept_as_wanted_and_treated_as_monday(erp: Erp):
    found = await erp.call(
        SIMULATE, input=order(("VALVE-20", "1"), requestedDeliveryDate="2026-03-07")
    )
    assert found["lines"][0]["effectiveDate"] == "2026-03-09"


INVALID: list[tuple[dict[str, Any], list[str]]] = [
    ({"sku": "NONE"}, ["lines", "0", "sku"]),
    ({"quantity": "0"}, ["lines", "0", "quantity"]),
    ({"quantity": "1.5"}, ["lines", "0", "quantity"]),
    ({"unit": "BOX"}, ["lines", "0", "unit"]),
    ({"sku": "BOLT-8"}, ["lines", "0", "sku"]),
    ({"requestedDeliveryDate": "2026-03-01"}, ["lines", "0", "requestedDeliveryDate"]),
]


@pytest.mark.parametrize(("change", "path"), INVALID)
async def test_an_impossible_line_is_refused_with_its_place(
    erp: Erp, change: dict[str, Any], path: list[str]
):
    wanted = order(("VALVE-20", "1"))
    lines = [{**wanted["lines"][0], **change}]
    refused = await erp.call(SIMULATE, input={**wanted, "lines": lines})
    assert [each["path"] for each in refused["userErrors"]] == [path]


HEADERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"lines": []}, ["lines"]),
    ({"currency": "JPY"}, ["currency"]),
    ({"headerDiscount": "-1"}, ["headerDiscount"]),
    ({"headerDiscount": "13"}, ["headerDiscount"]),
    ({"headerDiscount": "0.001"}, ["headerDiscount"]),
    ({"shipTo": {"country": "BR", "timeZone": "UTC"}}, ["shipTo", "country"]),
    ({"shipTo": {"country": "DE", "timeZone": "Mars/Base"}}, ["shipTo", "timeZone"]),
]


@pytest.mark.parametrize(("change", "path"), HEADERS)
async def test_an_impossible_order_is_refused_with_the_place(
    erp: Erp, change: dict[str, Any], path: list[str]
):
    refused = await erp.call(SIMULATE, input={**order(("VALVE-20", "1")), **change})
    assert [each["path"] for each in refused["userErrors"]] == [path]


async def test_a_header_discount_is_in_the_lines_and_shown_as_a_step(erp: Erp):
    wanted = order(("VALVE-20", "100"), ("SEAL-5", "100"), headerDiscount="10.00")
    found = (await erp.place(wanted))["salesOrder"]
    assert found["netTotal"] == {"amount": "1159.70"}
    assert found["priceConditions"][-1]["amount"] == {"amount": "-10.00"}
    assert sum(float(line["netAmount"]["amount"]) for line in found["lines"]) == 1159.70
