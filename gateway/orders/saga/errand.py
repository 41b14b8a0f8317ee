"""Durable work that is not one order's: its claim has itself as subject, and no order waits for it.

Such a claim's ``order_id`` is its own id. It is run again from its start after every setback.
"""

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context
from typing import Any

from gateway.orders import workflows
from gateway.orders.refusals import RefusedError, unavailable
from gateway.orders.saga.procedure import Procedure, Setback, Stop
from gateway.orders.store.claims import Claim, ClaimStore

Document = dict[str, Any]
LOOK_AGAIN_SECONDS = 1.0
CarryOut = Callable[[Claim], Awaitable[Document]]


class Errand(Procedure):
    """The ends that errands share."""

    @abstractmethod
    async def run(self, claim: Claim) -> Document:
        """Carry the claim to its answer."""

    async def refuse(self, claim: Claim, error: RefusedError) -> Document:
        """Nothing was done."""
        return {**done(claim, "REFUSED"), "user_errors": error.errors}

    async def stop(self, claim: Claim, setback: Setback, attempt: int) -> Stop:
        """Go on later; whoever waits is told that his request is kept."""
        del attempt
        told = unavailable(setback.system, setback.message, is_queued=True)
        return Stop({**done(claim, "QUEUED"), "user_errors": [told]})


def done(claim: Claim, outcome: str, **more: Any) -> Document:
    """What an errand answers."""
    return {"outcome": outcome, "order_id": None, "claim_id": claim.id, "user_errors": [], **more}


def subclaims(claims: ClaimStore) -> CarryOut:
    """Carries out a claim that another one has made; the same key again gives the first answer."""

    async def carry_out(wanted: Claim) -> Document:
        claim = await claims.claim(wanted)
        if claim.id == wanted.id and not claim.finished:
            await _apart(workflows.start(claim.id))
        elif not claim.finished:
            await _apart(workflows.start_again(claim.id))
        while not claim.finished:
            await claims.answered(LOOK_AGAIN_SECONDS)
            claim = await claims.by_id(claim.id)
        return claim.answer or {}

    return carry_out


async def _apart(start: Coroutine[Any, Any, None]) -> None:
    """Outside of the errand's own workflow.

    DBOS would take the start for one of its steps, and a run from the start, which meets other
    claims in another order, for a deviation.
    """
    await asyncio.create_task(start, context=Context())
