"""Deciding about a shortage: late, too late, twice, not at all (domain §3.1)."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, text

from chassis.identity import Actor
from tests.gateway.orders.operations import DECIDE, HUBER, PLACE, QUOTE, STORY, accept, place
from tests.gateway.orders.world import World, k2, set_clock

PENDING = """
query P($id: ID!) { order(id: $id) { id status revision pendingDecision {
  id check { lines { availableOnRequestedDate proposals { id kind } } } } quote { id } } }
"""
AN_HOUR_LATER = "2026-03-02T10:00:00+01:00"


async def pending(world: World, placed: Any) -> Any:
    return (await world.ask(PENDING, id=placed["order"]["id"]))["order"]


async def test_a_late_acceptance_succeeds_while_the_promise_can_be_kept(world: World, clock: Path):
    placed = await place(world, **STORY)
    set_clock(clock, AN_HOUR_LATER)
    decided = await accept(world, placed, "SPLIT")
    assert (decided["outcome"], decided["order"]["confirmedDeliveryDate"]) == (
        "ON_HOLD",
        "2026-03-17",
    )


async def test_days_later_the_promise_still_counts_though_the_wanted_day_is_past(
    world: World, clock: Path
):
    placed = await place(world, **k2("PUMP-100", "60", "days-later"))
    set_clock(clock, "2026-03-09T09:00:00+01:00")
    decided = await accept(world, placed, "LATER")
    assert codes(decided) == []
    assert decided["order"]["confirmedDeliveryDate"] == "2026-03-17"


@pytest.mark.parametrize(("at", "is_kept"), [("09:29:59", True), ("09:30:00", False)])
async def test_the_quantity_is_kept_for_thirty_minutes(
    world: World, clock: Path, at: str, *, is_kept: bool
):
    placed = await place(world, **k2("CTRL-7", "3", "keep-thirty"))
    proposals = placed["decision"]["check"]["lines"][0]["proposals"]
    assert [each["heldUntil"] for each in proposals if each["kind"] == "SPLIT"] == [
        "2026-03-02T08:30:00Z"
    ]
    set_clock(clock, f"2026-03-02T{at}+01:00")
    other = await place(world, **k2("CTRL-7", "1", "keep-other", onShortfall="REJECT"))
    assert other["outcome"] == ("REFUSED" if is_kept else "CONFIRMED")


@pytest.mark.parametrize("kind", ["REDUCED_QUANTITY", "SUBSTITUTE"])
async def test_a_late_acceptance_at_another_price_is_a_fresh_decision(
    world: World, clock: Path, kind: str
):
    placed = await place(world, **k2("CTRL-7", "3", "dearer-offer"))
    set_clock(clock, AN_HOUR_LATER)
    set_price(world, "CTRL-7B" if kind == "SUBSTITUTE" else "CTRL-7", "1000")
    decided = await accept(world, placed, kind)
    assert (decided["outcome"], codes(decided)) == ("NEEDS_DECISION", ["AVAILABILITY_LOST"])
    assert "prices have changed" in decided["userErrors"][0]["message"]
    order = await pending(world, placed)
    assert (order["status"], order["revision"]) == ("AWAITING_DECISION", 1)
    again = {"order": order, "decision": order["pendingDecision"]}
    agreed = await accept(world, again, kind, key="dearer-again")
    assert (agreed["outcome"], codes(agreed)) == ("CONFIRMED", [])


async def test_the_price_is_that_of_the_day_of_the_offer(world: World, clock: Path):
    placed = await place(world, **k2("CTRL-7", "3", "priced-first"))
    set_clock(clock, "2026-03-04T11:00:00+01:00")
    decided = await accept(world, placed, "LATER")
    asked = {"id": decided["order"]["salesOrder"]["id"]}
    text_ = "query Q($id: ID!) { salesOrder(id: $id) { pricingDate } }"
    found = await world.ask_system(world.erp, text_, **asked)
    assert found["salesOrder"] == {"pricingDate": "2026-03-02"}


async def test_only_while_an_agent_talks_something_is_held(world: World):
    partner = Actor("PARTNER", "usr_p", "partner-p", "prt_p")
    wanted = k2("CTRL-7", "3", "held-for-none", onShortfall="ASK", partnerReference="PO-1")
    wanted["customer"] = {"id": "cus_p"}
    placed = (await world.ask(PLACE, actor=partner, input=wanted))["placeOrder"]
    assert placed["outcome"] == "NEEDS_DECISION"
    proposals = placed["decision"]["check"]["lines"][0]["proposals"]
    assert {each["heldUntil"] for each in proposals} == {None}
    assert (await place(world, **k2("CTRL-7", "1", "held-free")))["outcome"] == "CONFIRMED"


async def test_another_items_new_price_does_not_matter(world: World, clock: Path):
    placed = await place(world, **k2("CTRL-7", "3", "same-price"))
    set_clock(clock, AN_HOUR_LATER)
    set_price(world, "CTRL-7B", "1000")
    decided = await accept(world, placed, "REDUCED_QUANTITY")
    assert (decided["outcome"], codes(decided)) == ("CONFIRMED", [])


def codes(answer: Any) -> list[str]:
    return [error["code"] for error in answer["userErrors"]]


def set_price(world: World, sku: str, price: str) -> None:
    """As who keeps the list does it; there is no mutation for it."""
    url = world.databases.at(world.folder / "erp.db").replace("+aiosqlite", "")
    change = text("update prices set amount = :amount where sku = :sku")
    with create_engine(url, poolclass=NullPool).begin() as connection:
        assert connection.execute(change, {"amount": price, "sku": sku}).rowcount == 1


async def test_a_lost_promise_is_a_fresh_decision_never_another_promise(world: World, clock: Path):
    placed = await place(world, **k2("CTRL-7", "3", "decide-lost"))
    set_clock(clock, AN_HOUR_LATER)
    assert (await place(world, **k2("CTRL-7", "1", "decide-faster")))["outcome"] == "CONFIRMED"
    decided = await accept(world, placed, "SPLIT")
    assert (decided["outcome"], decided["order"]["status"]) == (
        "NEEDS_DECISION",
        "AWAITING_DECISION",
    )
    assert decided["userErrors"][0]["code"] == "AVAILABILITY_LOST"
    order = await pending(world, placed)
    fresh = order["pendingDecision"]
    assert fresh["id"] != placed["decision"]["id"]
    assert fresh["check"]["lines"][0]["availableOnRequestedDate"] == "0"
    quote = (await world.ask_system(world.crm, QUOTE, id=order["quote"]["id"]))["quote"]
    assert (quote["state"], quote["revision"]) == ("OFFERED", 1)
    again = {"order": order, "decision": fresh}
    assert (await accept(world, again, "LATER", key="decide-again"))["outcome"] == "CONFIRMED"


async def test_of_two_decisions_at_once_one_is_carried_out(world: World):
    placed = await place(world, **k2("FILT-3", "60", "decide-race"))
    answers = await asyncio.gather(
        accept(world, placed, "SPLIT", key="decide-race-a"),
        accept(world, placed, "LATER", key="decide-race-b"),
    )
    assert sorted(item["outcome"] for item in answers) == ["CONFIRMED", "REFUSED"]
    refused = next(item for item in answers if item["outcome"] == "REFUSED")
    assert refused["userErrors"][0]["code"] in {
        "PROPOSAL_STALE",
        "REVISION_CONFLICT",
        "NOT_ALLOWED_IN_STATE",
    }
    assert (await pending(world, placed))["revision"] == 2


async def test_a_choice_must_fit_the_decision(world: World):
    placed = await place(world, **STORY)
    wanted = {
        "orderId": placed["order"]["id"],
        "decisionId": placed["decision"]["id"],
        "expectedRevision": 1,
        "acceptedProposalIds": [],
    }

    async def codes(**changes: object) -> list[str]:
        answer = (await world.ask(DECIDE, input={**wanted, **changes}))["decideOrder"]
        return [error["code"] for error in answer["userErrors"]]

    assert await codes(idempotencyKey="fit-0001") == ["REQUIRED"]
    unknown = {"acceptedProposalIds": ["prp_none"]}
    assert await codes(idempotencyKey="fit-0002", **unknown) == ["PROPOSAL_STALE"]
    assert await codes(idempotencyKey="fit-0003", decisionId="dec_none") == ["PROPOSAL_STALE"]
    assert await codes(idempotencyKey="fit-0004", orderId="ord_none") == ["NOT_FOUND"]
    assert await codes(idempotencyKey="fit") == ["INVALID"]
    assert (await pending(world, placed))["status"] == "AWAITING_DECISION"


async def test_an_abandoned_order_is_cancelled_and_frees_what_was_held(world: World):
    placed = await place(world, **k2("CTRL-7", "3", "abandon-1"))
    wanted = {
        "orderId": placed["order"]["id"],
        "decisionId": placed["decision"]["id"],
        "expectedRevision": 1,
        "acceptedProposalIds": [],
        "abandon": True,
        "idempotencyKey": "abandon-2",
    }
    decided = (await world.ask(DECIDE, input=wanted))["decideOrder"]
    assert (decided["order"]["status"], decided["userErrors"]) == ("CANCELLED", [])
    assert (await place(world, **k2("CTRL-7", "1", "abandon-3")))["outcome"] == "CONFIRMED"


async def test_the_partner_default_takes_the_best_split(world: World):
    placed = await place(world, **k2("FILT-3", "60", "split-0001", onShortfall="ACCEPT_SPLIT"))
    order = placed["order"]
    assert (placed["outcome"], order["revision"], order["confirmedDeliveryDate"]) == (
        "CONFIRMED",
        1,
        "2026-03-31",
    )
    assert [item["quantity"] for item in order["lines"][0]["promises"]] == ["20", "30", "10"]


async def test_reduced_orders_that_race_end_with_equal_quantities_in_both(world: World):
    wanted = [
        k2("CTRL-7", "3", f"reduce-{number:04}", onShortfall="ACCEPT_REDUCED")
        for number in range(4)
    ]
    answers = await asyncio.gather(*(place(world, **item) for item in wanted))
    confirmed = [item["order"] for item in answers if item["outcome"] == "CONFIRMED"]
    assert [order["lines"][0]["confirmedQuantity"] for order in confirmed] == ["1"]
    quote = (await world.ask_system(world.crm, QUOTE, id=confirmed[0]["quote"]["id"]))["quote"]
    assert [line["quantity"] for line in quote["lines"]] == ["1"]


async def test_a_customer_who_resembles_another_may_be_that_one(world: World):
    new = {**HUBER, "taxId": None, "phone": "030/1234567", "onDuplicate": "USE_EXISTING"}
    wanted = {**k2("VALVE-20", "1", "existing-1"), "customer": {"new": new}}
    placed = await place(world, **wanted)
    assert (placed["outcome"], placed["order"]["customerId"]) == ("CONFIRMED", "cus_k1")
    asked = await place(
        world,
        **{
            **wanted,
            "idempotencyKey": "existing-2",
            "customer": {"new": {**new, "onDuplicate": "ASK"}},
        },
    )
    error = asked["userErrors"][0]
    assert (error["__typename"], error["blocking"]) == ("DuplicateCustomerFound", False)
    assert error["matches"] == [{"matchedOn": ["PHONE"], "score": "0.6"}]
