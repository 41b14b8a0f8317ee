"""R-CAN-1 and R-CAN-2: what is not picked can be cancelled, all of it or a part."""

from typing import Any

from sqlalchemy import update

from chassis.database import Database
from erp_service.sales_orders.tables import sales_order_lines
from erp_service.service import MIGRATIONS
from tests.erp_service.amending.conftest import apply, line
from tests.erp_service.conftest import ORDER, SIMULATE, Erp, order
from tests.erp_service.test_credit import pay

CANCEL = f"""mutation($reference: ID!, $revision: Int!, $request: ID!, $lines: [ErpCancelLineInput!]) {{
  cancelSalesOrder(externalReference: $reference, expectedRevision: $revision, requestId: $request, lines: $lines, reason: "changed his mind") {{
    salesOrder {ORDER} refundDue {{ amount }}
    cancelledLines {{ lineId cancelledQuantity remainingQuantity shippedQuantity }} userErrors {{ code path ... on ErpRefusal {{ currentRevision }} }} }}
}}"""
VALVES = order(("VALVE-20", "20"))


async def cancel(erp: Erp, request: str, *, revision: int = 1, lines: Any = None) -> Any:
    return await erp.call(
        CANCEL, reference="ord_1", revision=revision, request=request, lines=lines
    )


async def available(erp: Erp) -> str:
    probe = order(("VALVE-20", "1"), externalReference="ord_probe")
    return str((await erp.call(SIMULATE, input=probe))["lines"][0]["availableOnRequestedDate"])


async def test_a_cancelled_order_frees_its_stock_and_keeps_its_totals(erp: Erp):
    await erp.place(VALVES)
    assert await available(erp) == "460"
    found = (await cancel(erp, "c1"))["salesOrder"]
    assert (found["status"], found["revision"]) == ("CANCELLED", 1)
    assert found["grossTotal"] == {"amount": "285.11"}
    (line,) = found["lines"]
    assert (line["cancelledQuantity"], line["reservedQuantity"], line["openQuantity"]) == (
        "20",
        "0",
        "0",
    )
    assert await available(erp) == "480"


async def test_cancelling_again_succeeds_and_changes_nothing(erp: Erp):
    await erp.place(VALVES)
    await cancel(erp, "c1")
    for request in ("c1", "c2"):
        again = await cancel(erp, request, revision=7)
        assert (again["userErrors"], again["salesOrder"]["status"]) == ([], "CANCELLED")
    assert len(await erp.events()) == 2


async def test_a_part_is_a_new_revision_with_new_totals(erp: Erp):
    await erp.place(VALVES)
    parts = [{"lineId": "ord_1-0", "quantity": "5"}]
    found = (await cancel(erp, "c1", lines=parts))["salesOrder"]
    assert (found["status"], found["revision"]) == ("CONFIRMED", 2)
    assert found["grossTotal"] == {"amount": "213.83"}
    assert found["lines"][0]["openQuantity"] == "15"
    assert await available(erp) == "465"


async def test_a_part_that_loses_its_tier_is_priced_without(erp: Erp):
    await erp.place(VALVES)
    parts = [{"lineId": "ord_1-0", "quantity": "11"}]
    found = (await cancel(erp, "c1", lines=parts))["salesOrder"]
    assert found["netTotal"] == {"amount": "111.15"}
    assert [each["kind"] for each in found["priceConditions"]] == ["LIST_PRICE"]


async def test_a_smaller_order_may_need_no_prepayment_any_more(erp: Erp):
    await erp.place(order(("PUMP-100", "30"), customerId="cus_k1"))
    parts = [{"lineId": "ord_1-0", "quantity": "25"}]
    found = (await cancel(erp, "c1", lines=parts))["salesOrder"]
    assert (found["creditStatus"], found["prepaymentDue"]["amount"]) == ("APPROVED", "0.00")
    assert found["status"] == "CONFIRMED"


async def test_wrong_revisions_lines_and_quantities_are_refused(erp: Erp):
    await erp.place(VALVES)
    (conflict,) = (await cancel(erp, "c1", revision=2))["userErrors"]
    assert (conflict["code"], conflict["currentRevision"]) == ("REVISION_CONFLICT", 1)
    too_much = [{"lineId": "ord_1-0", "quantity": "21"}, {"lineId": "none", "quantity": "1"}]
    refused = (await cancel(erp, "c2", lines=too_much))["userErrors"]
    assert [each["path"] for each in refused] == [["lines", "0"], ["lines", "1"]]
    assert len(await erp.events()) == 1


async def test_the_answer_says_what_was_taken_and_a_replay_says_it_again(erp: Erp):
    await erp.place(VALVES)
    parts = [{"lineId": "ord_1-0", "quantity": "5"}]
    for _ in range(2):
        assert (await cancel(erp, "c1", lines=parts))["cancelledLines"] == [
            {
                "lineId": "ord_1-0",
                "cancelledQuantity": "5",
                "remainingQuantity": "15",
                "shippedQuantity": "0",
            }
        ]
    await cancel(erp, "c2", revision=2)
    assert (await cancel(erp, "c3", revision=2))["cancelledLines"] == []


async def test_what_was_prepaid_above_the_rest_goes_back(erp: Erp):
    placed = (await erp.place(order(("PUMP-100", "30"), customerId="cus_k1")))["salesOrder"]
    await pay(erp, placed, "3190.89", "bank-1")
    parts = [{"lineId": "ord_1-0", "quantity": "20"}]
    found = await cancel(erp, "c1", lines=parts)
    assert found["salesOrder"]["grossTotal"] == {"amount": "1730.30"}
    assert found["refundDue"] == {"amount": "1460.59"}
    assert await exposure(erp) == "0.00"
    assert (await cancel(erp, "c2", revision=2))["refundDue"] == {"amount": "1730.30"}
    assert await exposure(erp) == "0.00"


async def test_what_is_not_sold_in_pieces_is_cancelled_in_parts(erp: Erp):
    await erp.place(VALVES)
    half = [{"lineId": "ord_1-0", "quantity": "2.5"}]
    (refused,) = (await cancel(erp, "c1", lines=half))["userErrors"]
    assert (refused["code"], refused["path"]) == ("INVALID", ["lines", "0"])
    database = await Database.open(erp.url, MIGRATIONS)
    async with database.write() as connection:
        await connection.execute(update(sales_order_lines).values(unit="KGM"))
    await database.close()
    found = (await cancel(erp, "c2", lines=half))["salesOrder"]
    assert found["lines"][0]["openQuantity"] == "17.5"


async def test_what_an_amendment_leaves_paid_too_much_goes_back_as_well(erp: Erp):
    placed = (await erp.place(order(("PUMP-100", "30"), customerId="cus_k1")))["salesOrder"]
    await pay(erp, placed, "3190.89", "bank-1")
    changed = (await apply(erp, line(0, "PUMP-100", "10")))["salesOrder"]
    assert changed["grossTotal"] == {"amount": "1730.30"}
    # 1460.59 went back with the change.
    assert (await cancel(erp, "c1", revision=2))["refundDue"] == {"amount": "1730.30"}
    assert await exposure(erp) == "0.00"


async def test_an_order_cancelled_before_it_arrived_is_refused_when_it_does(erp: Erp):
    for request in ("c1", "c1", "c2"):
        found = await cancel(erp, request)
        assert (found["salesOrder"], found["userErrors"]) == (None, [])
    (refused,) = (await erp.place(VALVES))["userErrors"]
    assert (refused["code"], refused["path"]) == ("NOT_ALLOWED_IN_STATE", ["externalReference"])
    parts = [{"lineId": "ord_1-0", "quantity": "5"}]
    (unknown,) = (await cancel(erp, "c3", lines=parts))["userErrors"]
    assert unknown["code"] == "NOT_FOUND"


async def exposure(erp: Erp) -> str:
    found = await erp.entities(
        "... on Customer { erpPartner { credit { exposure { amount } } } }",
        {"__typename": "Customer", "id": "cus_k1"},
    )
    return str(found[0]["erpPartner"]["credit"]["exposure"]["amount"])
