"""An amendment that is short is agreed with the ERP in a second attempt; it may stop there, too."""

import pytest

from tests.gateway.orders.interruption import at_every_boundary, claim, run
from tests.gateway.orders.world import World, k2


async def test_a_split_amendment_stopped_anywhere_is_revision_two_everywhere(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    async def prepare(at: int) -> str:
        placed = await claim(resting, "placeOrder", k2("PUMP-100", "1", f"crash-split-{at}"))
        order_id = (await run(resting, placed))["order_id"]
        document = await resting.process._parts.orders.get(order_id)
        assert document is not None
        wanted = [{"lineId": document["lines"][0]["id"], "quantity": "45"}]
        request = {"orderId": order_id, "expectedRevision": 1, "reason": "more"}
        request |= {"setQuantities": wanted, "idempotencyKey": f"split-{at:04}"}
        return await claim(resting, "amendOrder", {**request, "onShortfall": "ACCEPT_SPLIT"})

    async def give_back(order_id: str) -> None:
        request = {"orderId": order_id, "expectedRevision": 2, "reason": "for the next one"}
        request["idempotencyKey"] = f"back-{order_id}"
        back = await run(resting, await claim(resting, "cancelOrder", request))
        assert back["user_errors"] == []

    async for left in at_every_boundary(resting, monkeypatch, prepare):
        assert left["user_errors"] == []
        assert (left["order"]["revision"], left["order"]["sync"]["state"]) == (2, "IN_SYNC")
        assert left["types"][-1] == "AMENDED"
        assert (left["quote"]["state"], left["quote"]["revision"]) == ("ORDERED", 2)
        assert left["sales"]["revision"] == 2
        assert left["quote"]["grossTotal"] == left["sales"]["grossTotal"]
        await give_back(left["order_id"])
