"""amendOrder: the ERP first, one at a time, all or nothing (R-AMD-1 to 5, T13)."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.gateway.orders.interruption import reserved_valves
from tests.gateway.orders.operations import place
from tests.gateway.orders.test_cancelling import codes, look
from tests.gateway.orders.world import World, k2

AMEND = """
mutation Amend($input: AmendOrderInput!) { amendOrder(input: $input) {
  replayed order { id status revision openAmendment { id } }
  amendment {
    id state fromRevision toRevision reason changes { path before after } appliedAt
    requestedBy { staff { id } clientId }
    check { outcome grossTotal { amount } lines { sku shortfall proposals {
      id kind quantity heldUntil orderGrossTotal { amount } deliveries { deliveryDate quantity } } } }
  }
  userErrors {
    __typename code message path
    ... on OrderRevisionConflict { expectedRevision currentRevision order { id } }
    ... on SystemUnavailable { system queued }
    ... on AvailabilityLost { check { lines { proposals { kind } } } }
  }
} }
"""
HISTORY = "query H($id: ID!) { order(id: $id) { amendments { state fromRevision toRevision } } }"


async def amend(world: World, order: Any, key: str, **changes: Any) -> Any:
    wanted = {"orderId": order["id"], "expectedRevision": order["revision"], "reason": "he called"}
    return (await world.ask(AMEND, input={**wanted, "idempotencyKey": key, **changes}))[
        "amendOrder"
    ]


async def placed(world: World, sku: str, quantity: str, key: str) -> tuple[Any, str]:
    """A confirmed order of one line, and the line's id."""
    order = (await place(world, **k2(sku, quantity, key)))["order"]
    assert order["status"] == "CONFIRMED"
    return order, (await look(world, order))["lines"][0]["id"]


async def assert_equal(world: World, order: Any, revision: int, gross: str) -> Any:
    found = await look(world, order)
    revisions = {found["revision"], found["quote"]["revision"], found["salesOrder"]["revision"]}
    assert (revisions, found["sync"]["state"]) == ({revision}, "IN_SYNC")
    totals = [found["grossTotal"], found["quote"]["grossTotal"], found["salesOrder"]["grossTotal"]]
    assert totals == [{"amount": gross}] * 3
    assert found["quote"]["state"] == "ORDERED"
    return found


async def test_another_quantity_is_the_next_revision_in_all_three(world: World):
    order, line = await placed(world, "VALVE-20", "20", "amend-more")
    answer = await amend(
        world, order, "amend-more-1", setQuantities=[{"lineId": line, "quantity": "25"}]
    )
    assert (answer["userErrors"], answer["order"]["status"]) == ([], "CONFIRMED")
    done = answer["amendment"]
    assert (done["state"], done["fromRevision"], done["toRevision"]) == ("APPLIED", 1, 2)
    assert done["changes"] == [{"path": f"lines.{line}.quantity", "before": "20", "after": "25"}]
    assert done["requestedBy"] == {"staff": {"id": "stf_anna"}, "clientId": "development"}
    found = await assert_equal(world, order, 2, "356.39")
    assert found["types"][-1] == "AMENDED"
    assert [item["quantity"] for item in found["quote"]["lines"]] == ["25"]
    assert await reserved_valves(world) == "25"
    again = await amend(
        world, order, "amend-more-1", setQuantities=[{"lineId": line, "quantity": "25.0"}]
    )
    assert (again["replayed"], again["amendment"]["state"]) == (True, "APPLIED")


async def test_lines_days_products_and_the_address_change_in_one_revision(world: World):
    order, line = await placed(world, "VALVE-20", "20", "amend-all")
    answer = await amend(
        *(world, order, "amend-all-1"),
        setDates=[{"lineId": line, "requestedDeliveryDate": "2026-03-10"}],
        replaceProducts=[{"lineId": line, "sku": "SEAL-5"}],
        addLines=[{"sku": "LAMP-9", "quantity": "2"}],
        customerReference="PO-77",
        shipTo={"country": "DE", "city": "Hamburg", "street": "Kai", "postalCode": "20457"},
    )
    assert answer["userErrors"] == []
    paths = [change["path"] for change in answer["amendment"]["changes"]]
    assert {f"lines.{line}.sku", f"lines.{line}.requestedDeliveryDate"} < set(paths)
    assert {"shipTo", "customerReference"} < set(paths)
    text = """query Q($id: ID!) { order(id: $id) { customerReference shipTo { city } revision
      lines { sku requestedQuantity requestedDeliveryDate promises { deliveryDate } } } }"""
    found = (await world.ask(text, id=order["id"]))["order"]
    assert (found["customerReference"], found["shipTo"]["city"]) == ("PO-77", "Hamburg")
    assert [(each["sku"], each["requestedQuantity"]) for each in found["lines"]] == [
        *(("SEAL-5", "20"), ("LAMP-9", "2"))
    ]
    assert found["lines"][0]["promises"] == [{"deliveryDate": "2026-03-10"}]
    quote = (await look(world, order))["quote"]
    assert [item["product"]["sku"] for item in quote["lines"]] == ["SEAL-5", "LAMP-9"]
    assert await reserved_valves(world) == "0"


async def test_t13_of_two_amendments_at_once_one_is_applied(world: World):
    order, line = await placed(world, "VALVE-20", "20", "amend-t13")
    answers = await asyncio.gather(
        *(
            amend(
                *(world, order, f"amend-t13-{quantity}"),
                setQuantities=[{"lineId": line, "quantity": quantity}],
            )
            for quantity in ("25", "15")
        )
    )
    applied = [each for each in answers if not each["userErrors"]]
    refused = [each for each in answers if each["userErrors"]]
    assert (len(applied), len(refused)) == (1, 1)
    assert codes(refused[0])[0] in {"REVISION_CONFLICT", "AMENDMENT_IN_PROGRESS"}
    gross = {"25": "356.39", "15": "213.83"}[applied[0]["amendment"]["changes"][0]["after"]]
    await assert_equal(world, order, 2, gross)
    late = await amend(
        world, order, "amend-t13-late", setQuantities=[{"lineId": line, "quantity": "30"}]
    )
    error = late["userErrors"][0]
    assert (error["__typename"], error["expectedRevision"], error["currentRevision"]) == (
        *("OrderRevisionConflict", 1, 2),
    )


async def test_a_dry_run_tells_the_effects_and_changes_nothing(world: World):
    order, line = await placed(world, "VALVE-20", "20", "amend-dry")
    before = await look(world, order)
    answer = await amend(
        *(world, order, "amend-dry-1"),
        dryRun=True,
        setQuantities=[{"lineId": line, "quantity": "25"}],
    )
    assert answer["userErrors"] == []
    proposed = answer["amendment"]
    assert (proposed["state"], proposed["toRevision"]) == ("PROPOSED", None)
    assert proposed["check"]["outcome"] == "FULLY_DELIVERABLE"
    assert proposed["check"]["grossTotal"] == {"amount": "356.39"}
    assert await look(world, order) == before
    history = (await world.ask(HISTORY, id=order["id"]))["order"]["amendments"]
    assert history == []


async def test_a_shortage_is_asked_about_and_the_order_stays(world: World):
    order, line = await placed(world, "FILT-3", "10", "amend-ask")
    wanted = {"setQuantities": [{"lineId": line, "quantity": "60"}]}
    asked = await amend(world, order, "amend-ask-1", **wanted)
    assert (asked["userErrors"], asked["amendment"]["state"]) == ([], "AWAITING_DECISION")
    assert (asked["order"]["status"], asked["order"]["revision"]) == ("CONFIRMED", 1)
    assert asked["order"]["openAmendment"] == {"id": asked["amendment"]["id"]}
    proposals = asked["amendment"]["check"]["lines"][0]["proposals"]
    split = next(each for each in proposals if each["kind"] == "SPLIT")
    assert sum(Decimal(each["quantity"]) for each in split["deliveries"]) == 60
    assert split["heldUntil"] == "2026-03-02T08:30:00Z"
    # What is kept for the one is not there for another.
    other = await place(world, **k2("FILT-3", "10", "amend-ask-other", onShortfall="REJECT"))
    assert other["outcome"] == "REFUSED"
    taken = await amend(world, order, "amend-ask-2", **wanted, acceptedProposalIds=[split["id"]])
    assert (taken["userErrors"], taken["amendment"]["state"]) == ([], "APPLIED")
    found = await look(world, order)
    promises = [(each["deliveryDate"], each["quantity"]) for each in found["lines"][0]["promises"]]
    assert promises == [(each["deliveryDate"], each["quantity"]) for each in split["deliveries"]]
    history = (await world.ask(HISTORY, id=order["id"]))["order"]["amendments"]
    assert [each["state"] for each in history] == ["ACCEPTED", "APPLIED"]


async def test_an_added_line_that_is_short_is_accepted_with_its_proposal(world: World):
    order, _ = await placed(world, "VALVE-20", "10", "amend-add")
    wanted = {"addLines": [{"sku": "FILT-3", "quantity": "60"}]}
    asked = await amend(world, order, "amend-add-1", **wanted)
    (line,) = [each for each in asked["amendment"]["check"]["lines"] if each["proposals"]]
    later = next(each for each in line["proposals"] if each["kind"] == "LATER")
    taken = await amend(world, order, "amend-add-2", **wanted, acceptedProposalIds=[later["id"]])
    assert taken["amendment"]["state"] == "APPLIED"
    lines = (await look(world, order))["lines"]
    assert [each["requestedQuantity"] for each in lines] == ["10", "60"]


async def test_a_short_added_line_is_dropped_and_the_rest_is_applied(world: World):
    order, _ = await placed(world, "VALVE-20", "10", "amend-drop")
    seals = {"sku": "SEAL-5", "quantity": "10"}
    wanted = {"addLines": [{"sku": "FILT-3", "quantity": "60"}, seals]}
    asked = await amend(world, order, "amend-drop-1", **wanted)
    (line,) = [each for each in asked["amendment"]["check"]["lines"] if each["proposals"]]
    drop = [each["id"] for each in line["proposals"] if each["kind"] == "DROP_LINE"]
    taken = await amend(world, order, "amend-drop-2", **wanted, acceptedProposalIds=drop)
    assert (taken["userErrors"], taken["order"]["revision"]) == ([], 2)
    lines = (await look(world, order))["lines"]
    assert [each["requestedQuantity"] for each in lines] == ["10", "10"]


async def test_where_only_the_dropped_line_was_wanted_nothing_is_done(world: World):
    order, _ = await placed(world, "VALVE-20", "10", "amend-none")
    wanted = {"addLines": [{"sku": "FILT-3", "quantity": "60"}]}
    asked = await amend(world, order, "amend-none-1", **wanted)
    (line,) = [each for each in asked["amendment"]["check"]["lines"] if each["proposals"]]
    drop = [each["id"] for each in line["proposals"] if each["kind"] == "DROP_LINE"]
    taken = await amend(world, order, "amend-none-2", **wanted, acceptedProposalIds=drop)
    assert (codes(taken), taken["order"]["revision"]) == (["NOTHING_TO_DO"], 1)


async def test_an_added_line_is_known_by_what_it_wants_and_not_by_its_place(world: World):
    order, _ = await placed(world, "VALVE-20", "20", "amend-swap")
    pumps, filters = {"sku": "PUMP-100", "quantity": "60"}, {"sku": "FILT-3", "quantity": "60"}
    twin = {"sku": "VALVE-20", "quantity": "20"}
    asked = await amend(world, order, "amend-swap-1", addLines=[twin, pumps, filters])
    wanted = ("PUMP-100", "FILT-3")
    split = [
        proposal["id"]
        for line in asked["amendment"]["check"]["lines"]
        for proposal in line["proposals"]
        if line["sku"] in wanted and proposal["kind"] == "SPLIT"
    ]
    other = await amend(
        *(world, order, "amend-swap-2"), addLines=[filters, twin], acceptedProposalIds=split
    )
    assert codes(other) == ["PROPOSAL_STALE"]
    swapped = [filters, twin, pumps]
    taken = await amend(
        *(world, order, "amend-swap-3"), addLines=swapped, acceptedProposalIds=split
    )
    assert (taken["userErrors"], taken["order"]["revision"]) == ([], 2)
    text = """query Q($id: ID!) { order(id: $id) {
      lines { sku requestedQuantity promises { deliveryDate quantity } } } }"""
    lines = (await world.ask(text, id=order["id"]))["order"]["lines"]
    found = {
        (line["sku"], each["deliveryDate"], each["quantity"])
        for line in lines
        for each in line["promises"]
    }
    assert found == {
        ("VALVE-20", "2026-03-06", "20"),
        *{("PUMP-100", "2026-03-06", "30"), ("PUMP-100", "2026-03-17", "30")},
        *{("FILT-3", "2026-03-06", "20"), ("FILT-3", "2026-03-26", "30")},
        ("FILT-3", "2026-03-31", "10"),
    }


@pytest.mark.parametrize("policy", ["ACCEPT_SPLIT", "REJECT"])
async def test_a_policy_decides_instead_of_asking(world: World, policy: str):
    order, line = await placed(world, "FILT-3", "10", "amend-policy")
    answer = await amend(
        *(world, order, "amend-policy-1"),
        setQuantities=[{"lineId": line, "quantity": "60"}],
        onShortfall=policy,
    )
    if policy == "REJECT":
        error = answer["userErrors"][0]
        assert (error["__typename"], error["code"]) == (
            *("AvailabilityLost", "INSUFFICIENT_AVAILABILITY"),
        )
        assert answer["amendment"]["state"] == "REJECTED"
        assert (await look(world, order))["revision"] == 1
    else:
        assert answer["amendment"]["state"] == "APPLIED"
        assert (await look(world, order))["lines"][0]["requestedQuantity"] == "60"


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({}, "REQUIRED", ["input"]),
        ({"setQuantities": [{"lineId": "lin_x", "quantity": "1"}]}, "NOT_FOUND", ["input", "setQuantities", "0", "lineId"]),
        ({"setQuantities": [{"lineId": "LINE", "quantity": "0"}]}, "INVALID", ["input", "setQuantities", "0", "quantity"]),
        ({"setQuantities": [{"lineId": "LINE", "quantity": "1.5"}]}, "INVALID", ["input", "setQuantities", "0", "quantity"]),
        ({"setDates": [{"lineId": "LINE", "requestedDeliveryDate": "2026-02-27"}]}, "INVALID", ["input", "setDates", "0", "requestedDeliveryDate"]),
        ({"replaceProducts": [{"lineId": "LINE", "sku": "NOPE"}]}, "NOT_FOUND", ["input", "replaceProducts", "0", "sku"]),
        ({"addLines": [{"sku": "NOPE", "quantity": "1"}]}, "NOT_FOUND", ["input", "addLines", "0", "sku"]),
        ({"addLines": [{"sku": "SEAL-5", "quantity": "0"}]}, "INVALID", ["input", "addLines", "0", "quantity"]),
        ({"shipTo": {"addressId": "adr_k1"}}, "NOT_FOUND", ["input", "shipTo", "addressId"]),
        ({"setQuantities": [{"lineId": "LINE", "quantity": "20"}]}, "NOTHING_TO_DO", ["input"]),
        ({"orderId": "ord_unknown", "customerReference": "x"}, "NOT_FOUND", ["input", "orderId"]),
        ({"acceptedProposalIds": ["prp_x"], "customerReference": "x"}, "PROPOSAL_STALE", ["input", "acceptedProposalIds"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dry", [False, True])
async def test_what_cannot_be_amended_is_refused_and_nothing_is_changed(
    world: World, changes: Any, code: str, path: list[str], *, dry: bool
):
    order, line = await placed(world, "VALVE-20", "20", "amend-bad")
    before = await look(world, order)
    named = {
        name: [{**part, "lineId": line} if part.get("lineId") == "LINE" else part for part in value]
        if isinstance(value, list) and name != "acceptedProposalIds"
        else value
        for name, value in changes.items()
    }
    answer = await amend(world, order, "amend-bad-1", dryRun=dry, **named)
    error = answer["userErrors"][0]
    assert (error["code"], error["path"]) == (code, path)
    after = await look(world, order)
    assert after == before


async def test_a_cancelled_order_cannot_be_amended(world: World):
    from tests.gateway.orders.test_cancelling import cancel  # noqa: PLC0415

    order, line = await placed(world, "VALVE-20", "20", "amend-over")
    await cancel(world, order, "amend-over-1")
    answer = await amend(
        world, order, "amend-over-2", setQuantities=[{"lineId": line, "quantity": "25"}]
    )
    assert answer["userErrors"][0]["__typename"] == "ActionNotAllowed"


async def test_while_the_erp_is_down_the_change_is_pending_and_another_must_wait(
    world: World, reached: Callable[..., Any]
):
    order, line = await placed(world, "VALVE-20", "20", "amend-down")
    world.erp.is_cut = True
    wanted = {"setQuantities": [{"lineId": line, "quantity": "25"}]}
    answer = await amend(world, order, "amend-down-1", **wanted)
    error = answer["userErrors"][0]
    assert (error["code"], error["queued"]) == ("SYSTEM_UNAVAILABLE", True)
    assert (answer["order"]["status"], answer["order"]["revision"]) == ("CHANGE_PENDING", 1)
    assert answer["amendment"]["state"] == "APPLYING"
    other = await amend(world, order, "amend-down-2", customerReference="PO-1")
    assert codes(other) == ["AMENDMENT_IN_PROGRESS"]
    tried = await amend(world, order, "amend-down-3", dryRun=True, customerReference="PO-1")
    assert codes(tried) == ["AMENDMENT_IN_PROGRESS"]
    world.erp.is_cut = False
    await reached(world, order["id"], status="CONFIRMED", sync="IN_SYNC")
    await assert_equal(world, order, 2, "356.39")


async def test_while_the_crm_is_down_the_erp_has_the_change_and_the_quote_follows(
    world: World, reached: Callable[..., Any]
):
    order, line = await placed(world, "VALVE-20", "20", "amend-late")
    world.crm.is_cut = True
    wanted = {"setQuantities": [{"lineId": line, "quantity": "25"}]}
    answer = await amend(world, order, "amend-late-1", **wanted)
    assert (answer["userErrors"], answer["order"]["status"]) == ([], "CONFIRMED")
    assert answer["amendment"]["state"] == "APPLIED"
    world.crm.is_cut = False
    await reached(world, order["id"], status="CONFIRMED", sync="IN_SYNC")
    await assert_equal(world, order, 2, "356.39")
