"""A run that stops between any two calls or commits, and is run again, ends as one order."""

import pytest

from tests.gateway.orders.interruption import at_every_boundary, claim, reserved_valves, run, short
from tests.gateway.orders.world import World, k2


async def test_a_placement_stopped_anywhere_is_one_confirmed_order(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    async def prepare(at: int) -> str:
        return await claim(resting, "placeOrder", k2("VALVE-20", "1", f"crash-place-{at}"))

    count = 0
    async for left in at_every_boundary(resting, monkeypatch, prepare):
        count += 1
        assert (left["outcome"], left["order"]["sync"]["state"]) == ("CONFIRMED", "IN_SYNC")
        assert left["types"] == ["PLACED", "CHECKED", "ERP_CREATED", "CONFIRMED"]
        assert (left["quote"]["state"], left["quote"]["revision"]) == ("ORDERED", 1)
        assert left["quote"]["grossTotal"] == left["sales"]["grossTotal"]
    assert await reserved_valves(resting) == str(count)


async def test_a_shortage_stopped_anywhere_is_one_open_decision(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    async def prepare(at: int) -> str:
        return await claim(resting, "placeOrder", short(at, "ask"))

    async for left in at_every_boundary(resting, monkeypatch, prepare):
        assert (left["outcome"], left["order"]["status"]) == ("NEEDS_DECISION", "AWAITING_DECISION")
        assert left["order"]["pendingDecision"] == {"id": left["decision_id"]}
        assert left["types"] == ["PLACED", "CHECKED", "DECISION_NEEDED"]
        assert (left["quote"]["state"], left["sales"]) == ("OFFERED", None)


async def test_a_refused_shortage_stopped_anywhere_leaves_customer_and_cancelled_quote(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    async def prepare(at: int) -> str:
        wanted = {**short(at, "reject"), "onShortfall": "REJECT"}
        return await claim(resting, "placeOrder", wanted)

    async for left in at_every_boundary(resting, monkeypatch, prepare):
        assert (left["outcome"], left["order_id"]) == ("REFUSED", None)
        assert left["user_errors"][0]["code"] == "INSUFFICIENT_AVAILABILITY"
        assert left["types"] == ["PLACED", "CHECKED", "CANCELLED"]
        assert (left["quote"]["state"], left["sales"]) == ("CANCELLED", None)
        assert left["quote"]["customer"]["lifecycle"] == "PROSPECT"


async def decide_later(world: World, at: int, **more: object) -> str:
    """A claim to decide about a shortage that is asked about."""
    wanted = short(at, "before")
    asked = await run(world, await claim(world, "placeOrder", wanted))
    decision = await world.process._parts.orders.decision(asked["decision_id"])
    assert decision is not None
    chosen = [
        proposal["id"]
        for line in decision["check"]["lines"]
        for proposal in line["proposals"]
        if proposal["kind"] == "DROP_LINE"
    ]
    request = {
        "orderId": asked["order_id"],
        "decisionId": decision["id"],
        "expectedRevision": 1,
        "acceptedProposalIds": chosen,
        "idempotencyKey": f"crash-decide-{at}",
    }
    return await claim(world, "decideOrder", {**request, **more})


async def test_a_decision_stopped_anywhere_is_one_order_of_revision_two(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    async def prepare(at: int) -> str:
        return await decide_later(resting, at)

    async for left in at_every_boundary(resting, monkeypatch, prepare):
        assert (left["outcome"], left["order"]["revision"]) == ("CONFIRMED", 2)
        assert left["types"][-3:] == ["DECIDED", "ERP_CREATED", "CONFIRMED"]
        assert (left["quote"]["state"], left["quote"]["revision"]) == ("ORDERED", 2)
        assert left["sales"]["revision"] == 2
        assert left["quote"]["grossTotal"] == left["sales"]["grossTotal"]


async def test_an_abandoned_decision_stopped_anywhere_cancels_quote_and_hold(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    async def prepare(at: int) -> str:
        return await decide_later(resting, at, abandon=True)

    async for left in at_every_boundary(resting, monkeypatch, prepare):
        assert (left["order"]["status"], left["quote"]["state"]) == ("CANCELLED", "CANCELLED")
        assert left["types"][-1] == "CANCELLED"
        assert await reserved_valves(resting) == "0"


async def test_a_cancellation_stopped_anywhere_cancels_once_in_both(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    async def prepare(at: int) -> str:
        placed = await claim(resting, "placeOrder", k2("VALVE-20", "1", f"crash-cancel-{at}"))
        order_id = (await run(resting, placed))["order_id"]
        request = {"orderId": order_id, "expectedRevision": 1, "reason": "no need"}
        return await claim(resting, "cancelOrder", {**request, "idempotencyKey": f"cancel-{at:04}"})

    async for left in at_every_boundary(resting, monkeypatch, prepare):
        assert (left["order"]["status"], left["order"]["sync"]["state"]) == ("CANCELLED", "IN_SYNC")
        assert left["types"][-2:] == ["CONFIRMED", "CANCELLED"]
        assert (left["quote"]["state"], left["sales"]["status"]) == ("CANCELLED", "CANCELLED")
        assert [line["cancelled_quantity"] for line in left["cancelled_lines"]] == ["1"]
    assert await reserved_valves(resting) == "0"


async def test_an_amendment_stopped_anywhere_is_revision_two_everywhere(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    count = 0

    async def prepare(at: int) -> str:
        placed = await claim(resting, "placeOrder", k2("VALVE-20", "1", f"crash-amend-{at}"))
        order_id = (await run(resting, placed))["order_id"]
        document = await resting.process._parts.orders.get(order_id)
        assert document is not None
        wanted = [{"lineId": document["lines"][0]["id"], "quantity": "2"}]
        request = {"orderId": order_id, "expectedRevision": 1, "reason": "more"}
        request |= {"setQuantities": wanted, "idempotencyKey": f"amend-{at:04}"}
        return await claim(resting, "amendOrder", request)

    async for left in at_every_boundary(resting, monkeypatch, prepare):
        count += 1
        assert left["user_errors"] == []
        assert (left["order"]["revision"], left["order"]["sync"]["state"]) == (2, "IN_SYNC")
        assert left["types"][-2:] == ["CONFIRMED", "AMENDED"]
        assert (left["quote"]["state"], left["quote"]["revision"]) == ("ORDERED", 2)
        assert left["sales"]["revision"] == 2
        assert left["quote"]["grossTotal"] == left["sales"]["grossTotal"]
    assert await reserved_valves(resting) == str(2 * count)
