"""The table of section 3.3 over goods that are really picked, shipped and billed."""

from tests.erp_service.amending.conftest import CHANGE, apply, change, line, refusals
from tests.erp_service.conftest import Erp, order
from tests.erp_service.fulfilment.conftest import placed

VALVES = order(("VALVE-20", "20"))
LINE = ["lines", "0"]
MORE, LESS = line(0, "VALVE-20", "21"), line(0, "VALVE-20", "11")
DATE = line(0, "VALVE-20", "20", requestedDeliveryDate="2026-03-12")
PRODUCT = line(0, "SEAL-5", "20")
SHIP_TO = {"country": "DE", "timeZone": "Europe/Berlin", "city": "Hamburg"}


async def test_a_picked_line_may_grow_and_shrink_to_what_is_picked(erp: Erp):
    staff = await placed(erp, VALVES)
    await staff.pick("12")
    refused = (await erp.call(CHANGE, input=change(LESS, requestId="less")))["userErrors"]
    assert refused == [
        {
            "code": "NOT_ALLOWED_IN_STATE",
            "message": refused[0]["message"],
            "path": [*LINE, "quantity"],
            "currentRevision": None,
            "lineId": "ord_1-0",
            "lineStatus": "PICKING",
            "minimumQuantity": "12",
        }
    ]
    assert await refusals(erp, PRODUCT, requestId="product") == [
        ("NOT_ALLOWED_IN_STATE", [*LINE, "sku"])
    ]
    assert await refusals(erp, shipTo=SHIP_TO, requestId="shipTo") == [
        ("NOT_ALLOWED_IN_STATE", ["shipTo"])
    ]
    assert (await apply(erp, MORE))["userErrors"] == []
    assert (await apply(erp, line(0, "VALVE-20", "12"), revision=2))["userErrors"] == []
    assert (await staff.read())["lines"][0]["status"] == "PICKED"


async def test_of_a_picked_line_only_the_rest_moves_to_another_day(erp: Erp):
    staff = await placed(erp, VALVES)
    await staff.pick("12")
    assert (await apply(erp, DATE))["userErrors"] == []
    assert await staff.deliveries() == [
        ("PICKING", "2026-03-05", ["12"]),
        ("PLANNED", "2026-03-11", ["8"]),
    ]


async def test_a_change_against_a_shipment_keeps_what_has_left(erp: Erp):
    staff = await placed(erp, VALVES)
    await staff.ship("12")
    (refused,) = (await apply(erp, line(0, "VALVE-20", "10"), requestId="no"))["userErrors"]
    assert (refused["minimumQuantity"], refused["lineStatus"]) == ("12", "PARTIALLY_SHIPPED")
    assert await refusals(erp, PRODUCT, requestId="product") == [
        ("NOT_ALLOWED_IN_STATE", [*LINE, "sku"])
    ]
    found = (await apply(erp, line(0, "VALVE-20", "12")))["salesOrder"]
    assert (found["status"], found["lines"][0]["status"]) == ("SHIPPED", "SHIPPED")


async def test_a_partly_shipped_order_may_go_to_another_address(erp: Erp):
    staff = await placed(erp, VALVES)
    await staff.ship("12")
    vienna = {"country": "AT", "timeZone": "Europe/Vienna"}
    assert await refusals(erp, shipTo=vienna, requestId="AT") == [
        ("NOT_ALLOWED_IN_STATE", ["shipTo"])
    ]
    assert (await apply(erp, shipTo=SHIP_TO))["userErrors"] == []


async def test_after_the_first_shipment_the_percentage_is_frozen(erp: Erp):
    staff = await placed(erp, order(("VALVE-20", "60")))
    await staff.ship("9")
    found = (await apply(erp, line(0, "VALVE-20", "9")))["salesOrder"]
    assert found["lines"][0]["netAmount"] == {"amount": "105.59"}


async def test_a_shipped_line_stays_and_a_new_one_is_added(erp: Erp):
    staff = await placed(erp, VALVES)
    await staff.ship("20")
    for number, (wanted, field) in enumerate(
        ((MORE, "quantity"), (LESS, "quantity"), (DATE, "requestedDeliveryDate"), (PRODUCT, "sku"))
    ):
        assert await refusals(erp, wanted, requestId=f"no-{number}") == [
            ("NOT_ALLOWED_IN_STATE", [*LINE, field])
        ]
    added = {"lineId": "ord_1-new", "sku": "SEAL-5", "quantity": "10"}
    assert (await apply(erp, added))["salesOrder"]["status"] == "PARTIALLY_SHIPPED"


async def test_an_order_that_is_over_is_not_changed(erp: Erp):
    staff = await placed(erp, VALVES)
    await staff.ship("20")
    await staff.bill()
    assert await refusals(erp, MORE) == [("NOT_ALLOWED_IN_STATE", ["externalReference"])]
