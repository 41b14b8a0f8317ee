"""Picking and shipment: quantities, stock, states and what is refused."""

from tests.erp_service.conftest import SIMULATE, Erp, accepted, order
from tests.erp_service.fulfilment.conftest import SHIP, placed

VALVES = order(("VALVE-20", "20"))
STOCK = "query($keys: [_Any!]!) { _entities(representations: $keys) { ... on Product { item { stock { onHand reserved } } } } }"


async def stock(erp: Erp, sku: str) -> tuple[str, str]:
    (found,) = await erp.call(STOCK, keys=[{"__typename": "Product", "sku": sku}])
    first = found["item"]["stock"][0]
    return first["onHand"], first["reserved"]


async def test_planned_deliveries_follow_from_the_schedule(erp: Erp):
    wanted = order(("PUMP-100", "60"), ("VALVE-20", "20"))
    staff = await placed(erp, wanted)
    assert await staff.deliveries() == [
        ("PLANNED", "2026-03-05", ["30", "20"]),
        ("PLANNED", "2026-03-16", ["30"]),
    ]


async def test_an_order_is_picked_shipped_billed_and_paid(erp: Erp):
    staff = await placed(erp, VALVES)
    steps = [await staff.pick("20"), await staff.ship("20"), await staff.bill()]
    assert [each["userErrors"] for each in steps] == [[], [], []]
    assert [each["salesOrder"]["status"] for each in steps] == ["PICKING", "SHIPPED", "COMPLETED"]
    assert [each["salesOrder"]["lines"][0]["status"] for each in steps] == [
        "PICKED",
        "SHIPPED",
        "INVOICED",
    ]
    assert {each["salesOrder"]["revision"] for each in steps} == {1}
    assert await stock(erp, "VALVE-20") == ("480", "0")
    found = await staff.read()
    axes = (found["delivery"], found["billing"], found["percentDelivered"], found["percentBilled"])
    assert axes == ("FULL", "FULL", "100", "100")
    delivery = await staff.delivery()
    assert (delivery["state"], delivery["trackingNumber"]) == ("SHIPPED", "1Z")
    (invoice,) = await staff.invoices()
    assert (await staff.pay(invoice, "285.11"))["userErrors"] == []
    assert [each["state"] for each in await staff.invoices()] == ["PAID"]
    statuses = [event["payload"].get("status") for event in await erp.events()]
    assert [each for each in statuses if each] == [
        "CONFIRMED",
        "PICKING",
        "SHIPPED",
        "COMPLETED",
        "COMPLETED",
    ]


async def test_a_part_is_picked_and_the_rest_stays_planned(erp: Erp):
    staff = await placed(erp, VALVES)
    await staff.pick("12")
    assert await staff.deliveries() == [
        ("PICKING", "2026-03-05", ["12"]),
        ("PLANNED", "2026-03-05", ["8"]),
    ]
    assert (await staff.read())["lines"][0]["status"] == "PICKING"
    await staff.pick("8", index=1)
    assert [each[0] for each in await staff.deliveries()] == ["PICKING", "PICKING"]
    assert await stock(erp, "VALVE-20") == ("500", "20")


async def test_what_was_picked_and_is_not_shipped_goes_back(erp: Erp):
    staff = await placed(erp, VALVES)
    await staff.pick("20")
    await staff.ship("12")
    assert await staff.deliveries() == [
        ("SHIPPED", "2026-03-05", ["12"]),
        ("PLANNED", "2026-03-05", ["8"]),
    ]
    line = (await staff.read())["lines"][0]
    assert (line["pickedQuantity"], line["reservedQuantity"]) == ("12", "8")
    assert (line["status"], await stock(erp, "VALVE-20")) == ("PARTIALLY_SHIPPED", ("488", "8"))


async def test_a_held_order_stays_in_the_house(erp: Erp):
    staff = await placed(erp, order(("PUMP-100", "30"), customerId="cus_k1"))
    for step in (await staff.pick("30"), await staff.ship("30")):
        assert step["userErrors"][0]["code"] == "NOT_ALLOWED_IN_STATE"


async def test_what_is_not_there_does_not_leave(erp: Erp):
    wanted = order(("PUMP-100", "30"), requestedDeliveryDate="2026-03-17")
    checked = await erp.call(SIMULATE, input=wanted)
    assert accepted(checked["lines"][0]["confirmed"])[0]["deliveryDate"] == "2026-03-17"
    first = await placed(erp, wanted)
    second = await placed(erp, order(("PUMP-100", "30"), externalReference="ord_2"))
    (refused,) = (await first.ship("30"))["userErrors"]
    assert refused["code"] == "INSUFFICIENT_AVAILABILITY"
    assert (await second.ship("30"))["userErrors"] == []
    (refused,) = (await first.ship("30"))["userErrors"]
    assert "only 10" in refused["message"]


async def test_wrong_lines_quantities_and_states_are_refused(erp: Erp):
    staff = await placed(erp, VALVES)
    for quantity in ("0", "21"):
        (refused,) = (await staff.ship(quantity))["userErrors"]
        assert (refused["code"], refused["path"]) == ("INVALID", ["lines", "0", "quantity"])
    delivery = await staff.delivery()
    await staff.ship("20")
    lines = [{"salesOrderLineId": "ord_1-0", "quantity": "1"}]
    (refused,) = (await erp.call(SHIP, id=delivery["id"], lines=lines, key="k"))["userErrors"]
    assert refused["code"] == "NOT_ALLOWED_IN_STATE"
    for unknown in ("none", "dlv_x_20260305_BER_01"):
        (refused,) = (await erp.call(SHIP, id=unknown, lines=lines, key=unknown))["userErrors"]
        assert refused["code"] == "NOT_FOUND"
