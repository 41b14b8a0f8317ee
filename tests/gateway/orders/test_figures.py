"""Orders with figures computed by hand, as the unified order tells them (R-PRC, R-TRM, R-ATP).

List prices: PUMP-100 149.90, VALVE-20 12.35, SEAL-5 0.3350 (no tiers), CTRL-7B 949.00, LAMP-9 59.90.
"""

from typing import Any

import pytest

from tests.gateway.orders.operations import DECIDE
from tests.gateway.orders.test_amending import amend
from tests.gateway.orders.test_cancelling import CANCEL
from tests.gateway.orders.test_fulfilment import move, reach
from tests.gateway.orders.world import World, k2

PLACE = """
mutation P($input: PlaceOrderInput!) { placeOrder(input: $input) {
  outcome userErrors { code path } order { ...Order }
  decision { id check { ...Check } } } }
fragment Order on Order {
  id revision status holdReasons confirmedDeliveryDate
  netTotal { amount } taxTotal { amount } grossTotal { amount currency }
  salesOrder { id } lines { id sku requestedQuantity netAmount { amount }
    promises { deliveryDate quantity basis warehouseCode } }
}
fragment Check on OrderCheck {
  terms { customerClass paymentTerms prepaymentPercent prepaymentDue { amount }
    creditExposureAfter { amount } taxTreatment }
  lines { availableOnRequestedDate proposals {
    id kind quantity sku orderGrossTotal { amount }
    deliveries { deliveryDate quantity basis warehouseCode } } }
}
"""
CHECK = PLACE.replace(
    PLACE[: PLACE.index("fragment Order")],
    "query C($input: CheckOrderInput!) { checkOrder(input: $input) { outcome ...Check } }\n",
).replace(PLACE[PLACE.index("fragment Order") : PLACE.index("fragment Check")], "")
DUE = """query D($id: ID!) { salesOrder(id: $id) {
  creditStatus prepaymentDue { amount } lines { scheduleLines { shipDate deliveryDate } } } }"""
PAY = """mutation Pay($id: ID!, $amount: Decimal!) { recordPrepayment(
  salesOrderId: $id, amount: $amount, paymentReference: "bank", idempotencyKey: "pay-figures"
) { userErrors { message } } }"""
ADDRESS = {"street": "Ring", "houseNumber": "1", "postalCode": "1010", "city": "Wien"}
PERSON = {**ADDRESS, "kind": "PERSON", "familyName": "Muster", "country": "AT"}
COMPANY = {**ADDRESS, "kind": "COMPANY", "legalName": "Alpen AG", "country": "AT"}
SAME_DAY = "2026-03-06"


async def place(world: World, *lines: tuple[str, str], **more: Any) -> Any:
    wanted = k2("-", "0", more.pop("key", "figures-0001"), **more)
    wanted["lines"] = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
    return (await world.ask(PLACE, input=wanted))["placeOrder"]


async def sales_order(world: World, order: Any) -> Any:
    found = await world.ask_system(world.erp, DUE, id=order["salesOrder"]["id"])
    return found["salesOrder"]


def totals(order: Any) -> tuple[str, str, str]:
    return tuple(order[f"{name}Total"]["amount"] for name in ("net", "tax", "gross"))  # type: ignore[return-value]


async def test_a_person_in_austria_pays_german_tax_and_everything_before(world: World):
    # 123.50 less 3.705, which is 3.71: 119.79; 19 % of it 22.76.
    placed = await place(world, ("VALVE-20", "10"), customer={"new": PERSON})
    order = placed["order"]
    assert (placed["outcome"], order["holdReasons"]) == ("ON_HOLD", ["PREPAYMENT"])
    assert totals(order) == ("119.79", "22.76", "142.55")
    found = await sales_order(world, order)
    assert (found["creditStatus"], found["prepaymentDue"]["amount"]) == (
        *("AWAITING_PREPAYMENT", "142.55"),
    )
    part = {"shipDate": "2026-03-04", "deliveryDate": SAME_DAY}
    assert found["lines"] == [{"scheduleLines": [part]}]


async def test_a_company_in_austria_with_a_tax_id_pays_no_tax_and_later(world: World):
    new = {**COMPANY, "taxId": "ATU12345678"}
    wanted = k2("PUMP-100", "10", "-", customer={"new": new})
    del wanted["idempotencyKey"]
    check = (await world.ask(CHECK, input=wanted))["checkOrder"]
    assert check["terms"] == {
        "customerClass": "NEW",
        "paymentTerms": "NET14",
        "prepaymentPercent": "0",
        "prepaymentDue": {"amount": "0.00"},
        "creditExposureAfter": {"amount": "1454.03"},
        "taxTreatment": "INTRA_EU_REVERSE_CHARGE",
    }
    # 1499.00 less 44.97.
    placed = await place(world, ("PUMP-100", "10"), customer={"new": new})
    assert (placed["outcome"], totals(placed["order"])) == (
        *("CONFIRMED", ("1454.03", "0.00", "1454.03")),
    )


@pytest.mark.parametrize("tax_id", [None, "DE12", "FR"])
async def test_a_company_without_a_valid_tax_id_pays_before(world: World, tax_id: str | None):
    new = {**COMPANY, "taxId": tax_id, "country": "DE"}
    placed = await place(world, ("SEAL-5", "1000"), customer={"new": new})
    assert (placed["outcome"], totals(placed["order"])) == (
        *("ON_HOLD", ("335.00", "63.65", "398.65")),
    )
    due = (await sales_order(world, placed["order"]))["prepaymentDue"]["amount"]
    assert due == "398.65"


async def test_what_goes_to_america_is_an_export(world: World):
    there = {"country": "US", "city": "New York", "timeZone": "America/New_York"}
    placed = await place(world, ("CTRL-7B", "2"), shipTo=there)
    assert (placed["outcome"], totals(placed["order"])) == (
        *("CONFIRMED", ("1898.00", "0.00", "1898.00")),
    )
    (line,) = (await sales_order(world, placed["order"]))["lines"]
    assert line["scheduleLines"] == [{"shipDate": "2026-03-03", "deliveryDate": SAME_DAY}]
    # Of the street nothing was told; neither system has made one up.
    text = "query Q($id: ID!) { order(id: $id) { shipTo { street country } quote { id } } }"
    found = (await world.ask(text, id=placed["order"]["id"]))["order"]
    assert found["shipTo"] == {"street": None, "country": "US"}
    text = "query Q($id: ID!) { quote(id: $id) { shipTo { street city country timeZone } } }"
    quote = (await world.ask_system(world.crm, text, id=found["quote"]["id"]))["quote"]
    told = {"city": "New York", "country": "US", "timeZone": "America/New_York"}
    assert quote["shipTo"] == {"street": "", **told}


async def test_what_is_above_the_limit_is_due_before_and_what_was_paid_counts(world: World):
    k1 = {"customer": {"id": "cus_k1"}}
    first = await place(world, ("VALVE-20", "100"), key="limit-first", **k1)
    assert (first["outcome"], totals(first["order"])[2]) == ("CONFIRMED", "1352.08")
    # 617.50 less 30.875, which is 30.88: 586.62, with tax 698.08; 2050.16 in all.
    second = await place(world, ("VALVE-20", "50"), key="limit-second", **k1)
    assert (second["outcome"], totals(second["order"])[2]) == ("ON_HOLD", "698.08")
    held = second["order"]
    assert (await sales_order(world, held))["prepaymentDue"]["amount"] == "50.16"
    await world.ask_system(world.erp, PAY, id=held["salesOrder"]["id"], amount="50.16")
    await reach(world, held["id"], "CONFIRMED")
    # 0.335 is 0.34, its tax 0.06; the limit is used up to the cent.
    third = await place(world, ("SEAL-5", "1"), key="limit-third", **k1)
    assert (third["outcome"], totals(third["order"])) == ("ON_HOLD", ("0.34", "0.06", "0.40"))
    assert (await sales_order(world, third["order"]))["prepaymentDue"]["amount"] == "0.40"


async def test_a_header_discount_is_shared_by_net(world: World):
    # 1454.03 and 586.62; of 100.00 these are 71.2533 and 28.7467: 71.25 and 28.75.
    lines = ("PUMP-100", "10"), ("VALVE-20", "50")
    placed = await place(world, *lines, headerDiscount="100.00")
    order = placed["order"]
    assert [line["netAmount"]["amount"] for line in order["lines"]] == ["1382.78", "557.87"]
    assert totals(order) == ("1940.65", "368.72", "2309.37")


async def test_six_lamps_are_in_munich(world: World):
    placed = await place(world, ("LAMP-9", "6"))
    (line,) = placed["decision"]["check"]["lines"]
    assert line["availableOnRequestedDate"] == "4"
    found = {each["kind"]: each for each in line["proposals"]}
    assert list(found) == ["SPLIT", "LATER", "REDUCED_QUANTITY", "OTHER_WAREHOUSE"]
    split = [
        (each["deliveryDate"], each["quantity"], each["basis"])
        for each in found["SPLIT"]["deliveries"]
    ]
    assert split == [(SAME_DAY, "4", "STOCK"), ("2026-03-31", "2", "LEAD_TIME")]
    gross = {kind: each["orderGrossTotal"]["amount"] for kind, each in found.items()}
    assert gross["REDUCED_QUANTITY"] == "285.12"
    assert {gross[kind] for kind in ("SPLIT", "LATER", "OTHER_WAREHOUSE")} == {"427.69"}
    order = await decide(world, placed, found["OTHER_WAREHOUSE"]["id"])
    assert (order["status"], order["revision"]) == ("CONFIRMED", 2)
    assert order["lines"][0]["promises"] == [
        {"deliveryDate": SAME_DAY, "quantity": "6", "basis": "STOCK", "warehouseCode": "MUC"}
    ]


async def test_another_controller_instead(world: World):
    placed = await place(world, ("CTRL-7", "3"))
    (line,) = placed["decision"]["check"]["lines"]
    substitute = next(each for each in line["proposals"] if each["kind"] == "SUBSTITUTE")
    assert (substitute["sku"], substitute["orderGrossTotal"]["amount"]) == ("CTRL-7B", "3387.93")
    order = await decide(world, placed, substitute["id"])
    assert [(each["sku"], each["requestedQuantity"]) for each in order["lines"]] == [
        ("CTRL-7B", "3")
    ]
    assert totals(order) == ("2847.00", "540.93", "3387.93")


async def decide(world: World, placed: Any, proposal: str) -> Any:
    wanted = {
        "orderId": placed["order"]["id"],
        "decisionId": placed["decision"]["id"],
        "expectedRevision": 1,
        "acceptedProposalIds": [proposal],
        "idempotencyKey": "figures-decide",
    }
    decided = (await world.ask(DECIDE, input=wanted))["decideOrder"]
    assert decided["userErrors"] == []
    text = "query Q($id: ID!) { order(id: $id) { ...Order } }"
    text += PLACE[PLACE.index("fragment Order") : PLACE.index("fragment Check")]
    return (await world.ask(text, id=placed["order"]["id"]))["order"]


async def test_more_after_the_first_shipment_keeps_price_and_percentage(world: World):
    placed = (await place(world, ("VALVE-20", "20")))["order"]
    line = placed["lines"][0]["id"]
    await move(world, "postShipment", placed["salesOrder"]["id"], 0, "12")
    await reach(world, placed["id"], "PARTIALLY_SHIPPED")
    # 1482.00 less 3 % of it, 44.46, though 120 would give 8 %.
    change = {"setQuantities": [{"lineId": line, "quantity": "120"}]}
    answer = await amend(world, placed, "figures-frozen", **change)
    assert answer["userErrors"] == []
    text = "query Q($id: ID!) { order(id: $id) { ...Order } }"
    text += PLACE[PLACE.index("fragment Order") : PLACE.index("fragment Check")]
    found = (await world.ask(text, id=placed["id"]))["order"]
    assert totals(found) == ("1437.54", "273.13", "1710.67")


async def test_fewer_before_the_first_shipment_lose_a_tier(world: World):
    placed = (await place(world, ("VALVE-20", "100")))["order"]
    change = {"setQuantities": [{"lineId": placed["lines"][0]["id"], "quantity": "9"}]}
    tried = await amend(world, placed, "figures-tier-try", dryRun=True, **change)
    # 111.15 without discount; 19 % of it 21.1185.
    assert tried["amendment"]["check"]["grossTotal"]["amount"] == "132.27"
    done = await amend(world, placed, "figures-tier", **change)
    assert done["order"]["revision"] == 2


async def test_a_part_cancelled_pays_back_what_is_above_the_rest(world: World):
    placed = await place(world, ("PUMP-100", "30"), customer={"id": "cus_k1"})
    order = placed["order"]
    assert totals(order)[2] == "5190.89"
    await world.ask_system(world.erp, PAY, id=order["salesOrder"]["id"], amount="3190.89")
    await reach(world, order["id"], "CONFIRMED")
    wanted = {"orderId": order["id"], "expectedRevision": 1, "reason": "fewer"}
    wanted |= {"lines": [{"lineId": order["lines"][0]["id"], "quantity": "20"}]}
    answer = (await world.ask(CANCEL, input={**wanted, "idempotencyKey": "figures-cancel"}))[
        "cancelOrder"
    ]
    # Ten pumps are 1499.00 less 44.97, with tax 1730.30.
    assert (answer["userErrors"], answer["refundDue"]) == ([], {"amount": "1460.59"})
    assert answer["order"]["revision"] == 2


async def test_yen_have_no_minor_digits_anywhere(world: World):
    placed = await place(world, ("BOLT-8", "7"), customer={"id": "cus_j"})
    assert totals(placed["order"]) == ("9331", "933", "10264")
    assert placed["order"]["grossTotal"]["currency"] == "JPY"


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        (
            {"lines": [{"sku": "VALVE-20", "quantity": "1.5"}]},
            "INVALID",
            ["lines", "0", "quantity"],
        ),
        ({"lines": [{"sku": "NONE-1", "quantity": "1"}]}, "NOT_FOUND", ["lines", "0", "sku"]),
        (
            {
                "lines": [
                    {"sku": "VALVE-20", "quantity": "1", "requestedDeliveryDate": "2026-03-01"}
                ]
            },
            "INVALID",
            ["lines", "0", "requestedDeliveryDate"],
        ),
        ({"shipTo": {"country": "FR", "city": "Paris"}}, "INVALID", ["shipTo", "country"]),
        ({"shipTo": {"city": "Paris"}}, "REQUIRED", ["shipTo", "country"]),
        ({"shipTo": {"country": "DE", "addressId": "adr_k2"}}, "INVALID", ["shipTo"]),
        ({"currency": "JPY"}, "INVALID", ["currency"]),
        ({"headerDiscount": "10000.00"}, "INVALID", ["headerDiscount"]),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(
    world: World, more: dict[str, Any], code: str, path: list[str]
):
    wanted = {**k2("VALVE-20", "20", "figures-wrong"), **more}
    placed = (await world.ask(PLACE, input=wanted))["placeOrder"]
    assert (placed["outcome"], placed["order"]) == ("REFUSED", None)
    assert [(each["code"], each["path"]) for each in placed["userErrors"]] == [
        (code, ["input", *path])
    ]
