"""Goods arrive, receipts move: stock, and the promises behind it (R-ATP-8)."""

from typing import Any

from tests.erp_service.conftest import Erp, order
from tests.erp_service.fulfilment.conftest import placed

POST = """mutation($sku: ID!, $quantity: Decimal!, $id: ID!, $key: String!) {
  postGoodsReceipt(sku: $sku, warehouse: "BER", quantity: $quantity, receiptId: $id, idempotencyKey: $key) { userErrors { code path } } }"""
PLAN = """mutation($input: PlannedReceiptInput!, $key: String!) {
  planReceipt(input: $input, idempotencyKey: $key) { userErrors { code path } } }"""
STOCK = """... on Product { item { stock { onHand reserved receipts { date quantity source confirmed } } } }"""
SCHEDULE = """query($number: String!) { salesOrderByNumber(number: $number) { revision status
  lines { confirmedQuantity reservedQuantity scheduleLines { deliveryDate confirmedQuantity } } } }"""


async def stock(erp: Erp, sku: str) -> Any:
    (found,) = await erp.entities(STOCK, {"__typename": "Product", "sku": sku})
    return found["item"]["stock"][0]


async def receive(erp: Erp, sku: str, quantity: str, receipt: str, key: str) -> Any:
    asked = {"sku": sku, "quantity": quantity, "id": receipt, "key": key}
    return (await erp.call(POST, **asked))["userErrors"]


async def plan(erp: Erp, sku: str, day: str, quantity: str, receipt: str, **more: Any) -> Any:
    found = {"receiptId": receipt, "sku": sku, "warehouse": "BER", "date": day}
    wanted = {**found, "quantity": quantity, "confirmed": True, **more}
    return (await erp.call(PLAN, input=wanted, key=f"{receipt}-{day}-{quantity}"))["userErrors"]


async def schedule(erp: Erp, number: str) -> tuple[str, list[tuple[str, str]]]:
    found = await erp.call(SCHEDULE, number=number)
    (line,) = found["lines"]
    assert found["revision"] == 1
    parts = [(each["deliveryDate"], each["confirmedQuantity"]) for each in line["scheduleLines"]]
    return line["reservedQuantity"], parts


async def test_a_planned_receipt_is_used_up_by_what_arrives(erp: Erp):
    (planned,) = (await stock(erp, "PUMP-100"))["receipts"]
    assert await receive(erp, "PUMP-100", "20", planned["source"], "a") == []
    found = await stock(erp, "PUMP-100")
    assert (found["onHand"], found["receipts"][0]["quantity"]) == ("60", "30")
    assert await receive(erp, "PUMP-100", "30", planned["source"], "b") == []
    found = await stock(erp, "PUMP-100")
    assert (found["onHand"], found["receipts"]) == ("90", [])
    (refused,) = await receive(erp, "PUMP-100", "1", planned["source"], "c")
    assert refused["code"] == "DUPLICATE_REFERENCE"


async def test_a_repeated_posting_counts_once(erp: Erp):
    for _ in range(2):
        assert await receive(erp, "VALVE-20", "7", "extra", "same") == []
    assert (await stock(erp, "VALVE-20"))["onHand"] == "507"


async def test_goods_that_came_are_shipped(erp: Erp):
    staff = await placed(erp, order(("PUMP-100", "60"), requestedDeliveryDate="2026-03-17"))
    assert (await staff.ship("60"))["userErrors"][0]["code"] == "INSUFFICIENT_AVAILABILITY"
    (planned,) = (await stock(erp, "PUMP-100"))["receipts"]
    await receive(erp, "PUMP-100", "50", planned["source"], "a")
    assert (await staff.ship("60"))["userErrors"] == []
    found = await stock(erp, "PUMP-100")
    assert (found["onHand"], found["reserved"]) == ("30", "10")


async def test_a_receipt_that_moves_takes_the_youngest_promises_behind_it_along(erp: Erp):
    day = {"requestedDeliveryDate": "2026-03-17"}
    first = await placed(erp, order(("PUMP-100", "50"), **day))
    second = await placed(erp, order(("PUMP-100", "20"), externalReference="ord_2", **day))
    (planned,) = (await stock(erp, "PUMP-100"))["receipts"]
    assert await plan(erp, "PUMP-100", "2026-03-20", "50", planned["source"]) == []
    assert await schedule(erp, first.number) == ("50", [("2026-03-17", "30"), ("2026-03-23", "20")])
    assert await schedule(erp, second.number) == ("20", [("2026-03-23", "20")])
    events = [event["payload"] for event in await erp.events()]
    assert [each["cause"] for each in events] == [
        "createSalesOrder",
        "createSalesOrder",
        "planReceipt",
        "planReceipt",
    ]
    assert events[-1]["lines"][0]["lastDelivery"] == "2026-03-23"


async def test_a_promise_from_stock_stays_when_a_receipt_fails(erp: Erp):
    stocked = await placed(erp, order(("PUMP-100", "30")))
    behind = await placed(
        erp,
        order(("PUMP-100", "40"), externalReference="ord_2", requestedDeliveryDate="2026-03-17"),
    )
    (planned,) = (await stock(erp, "PUMP-100"))["receipts"]
    await plan(erp, "PUMP-100", "2026-03-16", "0", planned["source"])
    assert await schedule(erp, stocked.number) == ("30", [("2026-03-06", "30")])
    assert await schedule(erp, behind.number) == ("0", [("2026-03-31", "40")])


async def test_what_was_promised_by_lead_time_takes_goods_that_come(erp: Erp):
    late = await placed(erp, order(("LAMP-9", "9")))
    assert (await schedule(erp, late.number))[0] == "4"
    await receive(erp, "LAMP-9", "20", "extra", "a")
    erp.clock.write_text("2026-03-10T09:00:00+01:00")
    await receive(erp, "LAMP-9", "1", "more", "b")
    reserved, parts = await schedule(erp, late.number)
    assert (reserved, parts) == ("9", [("2026-03-06", "4"), ("2026-03-31", "5")])


async def test_a_backorder_is_confirmed_by_what_comes_the_eldest_first(erp: Erp):
    orders = []
    for name in ("ord_1", "ord_2"):
        wanted = order(("LAMP-9", "10"), externalReference=name)
        lines = [{**each, "acceptedSchedule": []} for each in wanted["lines"]]
        orders.append((await erp.place(wanted, lines=lines))["salesOrder"])
    assert {each["status"] for each in orders} == {"BACKORDERED"}
    await receive(erp, "LAMP-9", "9", "extra", "a")
    numbers = [each["number"] for each in orders]
    found = [await erp.call(SCHEDULE, number=each) for each in numbers]
    assert [each["status"] for each in found] == ["CONFIRMED", "PARTIALLY_CONFIRMED"]
    assert [each["lines"][0]["confirmedQuantity"] for each in found] == ["10", "3"]


async def test_an_unconfirmed_receipt_promises_nothing(erp: Erp):
    late = await placed(erp, order(("LAMP-9", "9")))
    await plan(erp, "LAMP-9", "2026-03-09", "100", "rcp_new", confirmed=False)
    assert len(await erp.events()) == 1
    assert (await schedule(erp, late.number))[1][-1] == ("2026-03-31", "5")


async def test_wrong_receipts_are_refused(erp: Erp):
    (planned,) = (await stock(erp, "PUMP-100"))["receipts"]
    for number, (sku, quantity, receipt, refusal) in enumerate(
        (
            ("NONE", "1", "x", ("NOT_FOUND", ["sku"])),
            ("VALVE-20", "0", "x", ("INVALID", ["quantity"])),
            ("VALVE-20", "1.5", "x", ("INVALID", ["quantity"])),
            ("VALVE-20", "1", planned["source"], ("INVALID", ["receiptId"])),
        )
    ):
        (refused,) = await receive(erp, sku, quantity, receipt, str(number))
        assert (refused["code"], refused["path"]) == refusal


async def test_a_promise_whose_goods_were_shipped_early_gives_way_when_the_receipt_fails(erp: Erp):
    """Eight are here, eight come: the order for the 23rd has those of the stock until then."""
    assert await plan(erp, "CTRL-7B", "2026-03-16", "8", "rcp-7b") == []
    later = order(("CTRL-7B", "8"), requestedDeliveryDate="2026-03-23")
    kept = await placed(erp, later)
    wish = {"externalReference": "ord_2", "requestedDeliveryDate": "2026-03-19"}
    hasty = await placed(erp, order(("CTRL-7B", "8"), **wish))
    assert (await hasty.ship("8"))["userErrors"] == []
    assert await plan(erp, "CTRL-7B", "2026-03-16", "0", "rcp-7b") == []
    assert await schedule(erp, kept.number) == ("0", [("2026-03-31", "8")])
