"""T20: a delivery date is a day where the goods arrive; no server's own zone has a say in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases.kinds import Databases
from tests.end_to_end.invariants import assert_invariants
from tests.end_to_end.operations import ORDER, PLACE, k2
from tests.end_to_end.stack import JSON, Stack

CHECK = """
query Check($input: CheckOrderInput!) { checkOrder(input: $input) {
  outcome userErrors { code path }
  lines { requestedDate effectiveDate availableOnRequestedDate
    proposals { kind deliveries { deliveryDate quantity } } }
} }
"""
STORED = """
query Stored($id: ID!) { order(id: $id) {
  requestedDeliveryDate lines { requestedDeliveryDate promises { deliveryDate } }
  quote { requestedDeliveryDate lines { requestedDeliveryDate } }
  salesOrder { requestedDeliveryDate lines {
    requestedDeliveryDate scheduleLines { shipDate deliveryDate } } }
} }
"""
BERLIN = {"country": "DE", "city": "Berlin", "timeZone": "Europe/Berlin"}
NEW_YORK = {"country": "US", "city": "New York", "timeZone": "America/New_York"}
VIENNA = {"country": "AT", "city": "Wien", "timeZone": "Europe/Vienna"}


def check(stack: Stack, day: str, ship_to: JSON, sku: str = "VALVE-20") -> Any:
    wanted = {
        "customer": {"id": "cus_k2"},
        "shipTo": ship_to,
        "requestedDeliveryDate": day,
        "lines": [{"sku": sku, "quantity": "20"}],
    }
    return stack.ask(CHECK, {"input": wanted})["checkOrder"]


def later(found: Any) -> list[str]:
    (line,) = found["lines"]
    return [
        delivery["deliveryDate"]
        for proposal in line["proposals"]
        if proposal["kind"] == "LATER"
        for delivery in proposal["deliveries"]
    ]


def test_the_cut_off_the_zone_and_the_transit_decide_the_day(stack: Stack):
    stack.set_clock("2026-03-02T13:59:59+01:00")
    before = check(stack, "2026-03-02", BERLIN)
    assert (before["lines"][0]["availableOnRequestedDate"], later(before)) == ("0", ["2026-03-03"])
    stack.set_clock("2026-03-02T14:00:00+01:00")
    assert later(check(stack, "2026-03-02", BERLIN)) == ["2026-03-04"]
    assert check(stack, "2026-03-04", BERLIN)["outcome"] == "FULLY_DELIVERABLE"
    saturday = check(stack, "2026-03-07", BERLIN)
    (line,) = saturday["lines"]
    assert (line["requestedDate"], line["effectiveDate"]) == ("2026-03-07", "2026-03-09")
    assert (saturday["outcome"], line["availableOnRequestedDate"]) == ("FULLY_DELIVERABLE", "480")


def test_yesterday_is_where_the_goods_arrive(stack: Stack):
    # In Berlin it is half past midnight of the 6th, in New York half past six in the evening.
    stack.set_clock("2026-03-05T23:30:00Z")
    (error,) = check(stack, "2026-03-05", BERLIN)["userErrors"]
    assert (error["code"], error["path"]) == ("INVALID", ["input", "requestedDeliveryDate"])
    found = check(stack, "2026-03-05", NEW_YORK)
    assert (found["userErrors"], later(found)) == ([], ["2026-03-11"])
    assert found["lines"][0]["availableOnRequestedDate"] == "0"
    placed = stack.ask(
        PLACE,
        {"input": k2("VALVE-20", "20", "t20-past", requestedDeliveryDate="2026-03-05")},
    )["placeOrder"]
    assert (placed["outcome"], placed["userErrors"][0]["code"]) == ("REFUSED", "INVALID")


def test_goods_for_austria_leave_two_business_days_before(stack: Stack):
    asked = k2(
        "VALVE-20",
        "20",
        "scenario-t20-at",
        shipTo={**VIENNA, "street": "Ring", "postalCode": "1010"},
    )
    order = stack.ask(PLACE, {"input": asked})["placeOrder"]["order"]
    (line,) = stack.ask(STORED, {"id": order["id"]})["order"]["salesOrder"]["lines"]
    assert line["scheduleLines"] == [{"shipDate": "2026-03-04", "deliveryDate": "2026-03-06"}]


class ZonedStack(Stack):
    """All three processes believe to be in one zone."""

    zone = "UTC"

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "TZ": self.zone}


@pytest.fixture(params=["UTC", "Asia/Kolkata", "America/Los_Angeles"])
def zoned(request: pytest.FixtureRequest, tmp_path: Path, databases: Databases) -> Iterator[Stack]:
    zoned = ZonedStack(tmp_path, databases=databases)
    zoned.zone = request.param
    with zoned:
        yield zoned
        assert_invariants(zoned)


def test_the_day_of_the_clock_change_is_the_same_text_everywhere(zoned: Stack):
    day = "2026-03-29"
    asked = k2("VALVE-20", "20", "scenario-t20-dst", requestedDeliveryDate=day)
    order = zoned.ask(PLACE, {"input": asked})["placeOrder"]["order"]
    zoned.eventually(ORDER, {"id": order["id"]}, {"order": {"sync": {"state": "IN_SYNC"}}})
    found = zoned.ask(STORED, {"id": order["id"]})["order"]
    quote, sales_order = found["quote"], found["salesOrder"]
    for each in (found, quote, sales_order):
        assert each["requestedDeliveryDate"] == day
        assert [line["requestedDeliveryDate"] for line in each["lines"]] == [day]
    # The 29th is a Sunday: what is wanted then arrives on Monday.
    promised = {"shipDate": "2026-03-27", "deliveryDate": "2026-03-30"}
    assert sales_order["lines"][0]["scheduleLines"] == [promised]
    assert found["lines"][0]["promises"] == [{"deliveryDate": "2026-03-30"}]
