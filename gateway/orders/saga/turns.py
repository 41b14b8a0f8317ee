"""One claim acts for an order at a time: who marks it as ``running`` has it, the others yield."""

from typing import Any

from gateway.orders.pauses import Pauses
from gateway.orders.store.claims import Claim, ClaimStore

Document = dict[str, Any]
LOOK_AGAIN_SECONDS = 0.5


class YieldedError(Exception):
    """A later request has taken the order over; what is left to do is its business."""


def require_turn(claim: Claim, document: Document | None) -> None:
    """Go on unless another claim has the order.

    Raises:
        YieldedError: see there.
    """
    running = (document or {}).get("running")
    if running is not None and running["claim"] != claim.id:
        raise YieldedError


class Turns:
    """Waits for those who had the order before."""

    def __init__(self, claims: ClaimStore, pauses: Pauses) -> None:
        self._claims = claims
        self._pauses = pauses

    async def placement(self, claim: Claim) -> Claim:
        """The claim that made the order."""
        return await self._claims.by_id(claim.order_id)

    async def wait(self, claim: Claim) -> None:
        """Until every other claim of the order is at its end; those that sleep are woken."""
        while await self._claims.has_others(claim):
            self._pauses.end(claim.order_id)
            await self._claims.answered(LOOK_AGAIN_SECONDS)
