"""T01 and T02: a new company wants more pumps than there are."""

from typing import Any

from tests.erp_service.conftest import CREATE, HOLD, RELEASE, SIMULATE, UPSERT, Erp, accepted, order

HUBER = {
    "customerId": "cus_huber",
    "customerVersion": 1,
    "requestId": "partner-1",
    "kind": "COMPANY",
    "name": "Huber Anlagenbau GmbH",
    "taxId": "DE123456789",
    "country": "DE",
    "street": "Ringstr.",
    "postalCode": "80331",
    "city": "München",
}
PROSPECT = {"kind": "COMPANY", "taxId": "DE123456789", "country": "DE"}
WANTED = order(("PUMP-100", "60"), ("VALVE-20", "100"), customerId="cus_huber", holdId="hld_1")


def shown(parts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(part["quantity"], part["deliveryDate"][5:]) for part in parts]


def agree(wanted: dict[str, Any], *schedules: list[dict[str, Any]]) -> dict[str, Any]:
    lines = [
        {
            **line,
            "quantity": str(sum(int(part["quantity"]) for part in schedule)),
            "acceptedSchedule": accepted(schedule),
        }
        for line, schedule in zip(wanted["lines"], schedules, strict=True)
    ]
    return {**wanted, "lines": lines}


def alternative(line: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = [each for each in line["alternatives"] if each["kind"] == kind]
    return dict(found)


async def test_a_shortage_comes_with_every_alternative_and_its_total(erp: Erp):
    found = await erp.call(SIMULATE, input=WANTED, prospect=PROSPECT)
    pumps, valves = found["lines"]
    assert (found["netTotal"]["amount"], found["grossTotal"]["amount"]) == ("9680.50", "11519.80")
    assert pumps["availableOnRequestedDate"] == "30"
    assert valves["availableOnRequestedDate"] == "480"
    assert valves["alternatives"] == []
    assert [
        (each["kind"], shown(each["deliveries"]), each["orderGrossTotal"]["amount"])
        for each in pumps["alternatives"]
    ] == [
        ("SPLIT", [("30", "03-06"), ("30", "03-17")], "11519.80"),
        ("LATER", [("60", "03-17")], "11519.80"),
        ("REDUCED_QUANTITY", [("30", "03-06")], "6542.97"),
        ("DROP_LINE", [], "1352.08"),
    ]
    assert [each["heldCandidate"] for each in pumps["alternatives"]] == [True, False, False, False]


async def test_a_prospect_has_the_terms_of_a_first_order(erp: Erp):
    found = await erp.call(SIMULATE, input=WANTED, prospect=PROSPECT)
    terms = found["terms"]
    assert (terms["class"], terms["paymentTerms"]) == ("NEW", "NET14")
    assert terms["taxTreatment"] == "DOMESTIC"
    assert terms["priceList"] == {"code": "STANDARD-EUR"}
    assert found["creditStatus"] == "AWAITING_PREPAYMENT"
    assert found["prepaymentDue"] == {"amount": "9519.80"}


async def test_a_partner_is_made_once_and_only_newer_versions_change_him(erp: Erp):
    first = await erp.call(UPSERT, input=HUBER)
    assert first["partner"]["number"] == "BP-100006"
    assert first["partner"]["credit"] == {"limit": {"amount": "2000.00"}}
    newer = {**HUBER, "customerVersion": 9, "requestId": "partner-9"}
    assert (await erp.call(UPSERT, input=newer))["partner"]["version"] == 9
    older = {**HUBER, "customerVersion": 8, "requestId": "partner-8"}
    again = await erp.call(UPSERT, input=older)
    assert (again["partner"]["number"], again["partner"]["version"]) == ("BP-100006", 9)


async def test_an_unknown_customer_without_facts_is_not_found(erp: Erp):
    found = await erp.call(SIMULATE, input=WANTED)
    assert [(each["code"], each["path"]) for each in found["userErrors"]] == [
        ("NOT_FOUND", ["customerId"])
    ]


async def hold_split(erp: Erp) -> dict[str, Any]:
    await erp.call(UPSERT, input=HUBER)
    found = await erp.call(SIMULATE, input=WANTED)
    pumps, valves = found["lines"]
    split = alternative(pumps, "SPLIT")["deliveries"]
    kept = agree(WANTED, split, valves["confirmed"])
    held = await erp.call(HOLD, input=kept, holdId="hld_1", requestId="hold-1")
    assert held["userErrors"] == []
    assert held["heldUntil"] == "2026-03-02T08:30:00Z"
    return dict(found)


async def available(erp: Erp, sku: str, day: str) -> str:
    query = 'query($keys: [_Any!]!, $on: Date!) { _entities(representations: $keys) { ... on Product { item { availability(shipTo: "DE", on: $on, quantity: "1") { availableToPromise } } } } }'
    (found,) = await erp.call(query, keys=[{"__typename": "Product", "sku": sku}], on=day)
    return str(found["item"]["availability"]["availableToPromise"])


async def test_a_hold_keeps_the_quantity_from_others_but_not_from_its_owner(erp: Erp):
    await hold_split(erp)
    assert await available(erp, "PUMP-100", "2026-03-06") == "0"
    assert await available(erp, "PUMP-100", "2026-03-17") == "20"
    own = await erp.call(SIMULATE, input=WANTED)
    assert own["lines"][0]["availableOnRequestedDate"] == "30"


async def test_a_hold_ends_by_itself_or_when_it_is_released(erp: Erp):
    await hold_split(erp)
    erp.clock.write_text("2026-03-02T09:30:00+01:00")
    assert await available(erp, "PUMP-100", "2026-03-06") == "30"
    erp.clock.write_text("2026-03-02T09:29:59+01:00")
    assert await available(erp, "PUMP-100", "2026-03-06") == "0"
    for request_id in ("release-1", "release-2"):
        answer = await erp.call(RELEASE, holdId="hld_1", requestId=request_id)
        assert answer == {"holdId": "hld_1", "userErrors": []}
    assert await available(erp, "PUMP-100", "2026-03-06") == "30"


async def test_the_same_hold_again_replaces_the_former_one(erp: Erp):
    found = await hold_split(erp)
    pumps, valves = found["lines"]
    reduced = alternative(pumps, "REDUCED_QUANTITY")["deliveries"]
    kept = agree(WANTED, reduced, valves["confirmed"])
    await erp.call(HOLD, input=kept, holdId="hld_1", requestId="hold-2")
    assert await available(erp, "PUMP-100", "2026-03-17") == "50"


async def place_reduced(erp: Erp) -> dict[str, Any]:
    found = await hold_split(erp)
    pumps, valves = found["lines"]
    reduced = alternative(pumps, "REDUCED_QUANTITY")["deliveries"]
    agreed = {**agree(WANTED, reduced, valves["confirmed"]), "revision": 2}
    created = await erp.call(CREATE, input=agreed)
    assert created["userErrors"] == []
    return dict(created["salesOrder"])


async def test_the_agreed_order_is_written_and_the_rest_of_the_hold_is_free(erp: Erp):
    found = await place_reduced(erp)
    assert (found["revision"], found["status"]) == (2, "CREDIT_BLOCKED")
    assert (found["creditStatus"], found["grossTotal"]["amount"]) == (
        "AWAITING_PREPAYMENT",
        "6542.97",
    )
    assert found["prepaymentDue"] == {"amount": "4542.97"}
    assert found["prepaymentDueDate"] == "2026-03-09"
    assert [
        (line["orderedQuantity"], line["discountAmount"]["amount"], line["netAmount"]["amount"])
        for line in found["lines"]
    ] == [("30", "134.91", "4362.09"), ("100", "98.80", "1136.20")]
    assert await available(erp, "PUMP-100", "2026-03-17") == "50"


async def test_what_can_no_longer_be_kept_is_refused_and_nothing_is_written(erp: Erp):
    day = [{"deliveryDate": "2026-03-06", "quantity": "30", "warehouse": "BER"}]
    later = [{"deliveryDate": "2026-03-17", "quantity": "30", "warehouse": "BER"}]
    other = agree(order(("PUMP-100", "1"), externalReference="ord_2"), later)
    assert (await erp.call(CREATE, input=other))["userErrors"] == []
    mine = agree(order(("PUMP-100", "1"), ("VALVE-20", "1")), [*day, *later], day)
    refused = await erp.call(CREATE, input=mine)
    assert refused["salesOrder"] is None
    assert [(each["code"], each["path"]) for each in refused["userErrors"]] == [
        ("INSUFFICIENT_AVAILABILITY", ["lines", "0"])
    ]
    assert len(await erp.events()) == 1
