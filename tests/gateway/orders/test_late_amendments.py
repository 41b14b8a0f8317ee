"""Late acceptances of what an amendment was offered: at the same promise and price only (§3.1)."""

from pathlib import Path
from typing import Any

from tests.gateway.orders.operations import place
from tests.gateway.orders.test_amending import amend, placed
from tests.gateway.orders.test_cancelling import codes, look
from tests.gateway.orders.test_decisions import AN_HOUR_LATER, set_price
from tests.gateway.orders.world import World, k2, set_clock

PUMPS = {"addLines": [{"sku": "PUMP-100", "quantity": "45"}]}


def proposal(answer: Any, kind: str) -> str:
    lines = answer["amendment"]["check"]["lines"]
    (found,) = [each for line in lines for each in line["proposals"] if each["kind"] == kind]
    return str(found["id"])


async def test_an_added_line_that_costs_more_by_now_is_a_fresh_decision(world: World, clock: Path):
    order, _ = await placed(world, "VALVE-20", "12", "late-dearer")
    asked = await amend(world, order, "late-dearer-1", **PUMPS)
    set_clock(clock, AN_HOUR_LATER)
    set_price(world, "PUMP-100", "151.00")
    accepted = [proposal(asked, "SPLIT")]
    lost = await amend(world, order, "late-dearer-2", **PUMPS, acceptedProposalIds=accepted)
    assert (codes(lost), lost["amendment"]["state"]) == (
        ["AVAILABILITY_LOST"],
        "AWAITING_DECISION",
    )
    assert "prices have changed" in lost["userErrors"][0]["message"]
    assert (await look(world, order))["revision"] == 1
    again = [proposal(lost, "SPLIT")]
    taken = await amend(world, order, "late-dearer-3", **PUMPS, acceptedProposalIds=again)
    assert (codes(taken), taken["order"]["revision"]) == ([], 2)


async def test_at_the_same_price_it_succeeds_though_the_wanted_day_is_past(
    world: World, clock: Path
):
    order, _ = await placed(world, "VALVE-20", "12", "late-same")
    asked = await amend(world, order, "late-same-1", **PUMPS)
    set_clock(clock, "2026-03-09T09:00:00+01:00")
    set_price(world, "CTRL-7", "1000")
    accepted = [proposal(asked, "LATER")]
    taken = await amend(world, order, "late-same-2", **PUMPS, acceptedProposalIds=accepted)
    assert (codes(taken), taken["order"]["revision"]) == ([], 2)
    promises = (await look(world, order))["lines"][1]["promises"]
    assert promises == [{"deliveryDate": "2026-03-17", "quantity": "45"}]


async def test_a_promise_that_was_lost_is_offered_anew_with_proposals(world: World, clock: Path):
    order, line = await placed(world, "FILT-3", "5", "late-lost")
    wanted = {"setQuantities": [{"lineId": line, "quantity": "40"}]}
    asked = await amend(world, order, "late-lost-1", **wanted)
    set_clock(clock, AN_HOUR_LATER)
    assert (await place(world, **k2("FILT-3", "15", "late-faster")))["outcome"] == "CONFIRMED"
    accepted = [proposal(asked, "SPLIT")]
    lost = await amend(world, order, "late-lost-2", **wanted, acceptedProposalIds=accepted)
    assert (codes(lost), lost["amendment"]["state"]) == (
        ["AVAILABILITY_LOST"],
        "AWAITING_DECISION",
    )
    again = [proposal(lost, "LATER")]
    taken = await amend(world, order, "late-lost-3", **wanted, acceptedProposalIds=again)
    assert (codes(taken), taken["order"]["revision"]) == ([], 2)
