"""A client who wants a refusal where the ERP is away may ask again, whatever died meanwhile."""

import pytest

from chassis.identity import DEVELOPMENT_ACTOR
from tests.gateway.orders.interruption import MOST_STOPS, claim, run, run_with_a_stop
from tests.gateway.orders.world import World, k2


async def test_the_key_of_a_refusal_stopped_anywhere_is_free_again(
    resting: World, monkeypatch: pytest.MonkeyPatch
):
    resting.erp.is_cut = True
    for at in range(1, MOST_STOPS):
        key = f"crash-refuse-{at}"
        wanted = {**k2("VALVE-20", "1", key), "onErpUnavailable": "FAIL"}
        claim_id = await claim(resting, "placeOrder", wanted)
        answer, was_stopped = await run_with_a_stop(resting, claim_id, at, monkeypatch)
        assert answer["outcome"] == "REFUSED"
        claims = resting.process._parts.claims
        assert await claims.find(DEVELOPMENT_ACTOR.client_id, key) is None
        if not was_stopped:
            assert at > 5, "a run has more boundaries than that"
            break
    resting.erp.is_cut = False
    again = await claim(resting, "placeOrder", wanted)
    assert (await run(resting, again))["outcome"] == "CONFIRMED"
