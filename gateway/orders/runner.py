"""Runs claims to their end: parks while a system is down, answers whoever waits.

The first settled answer is given to the caller; a parked request is QUEUED (domain §3.4).
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from gateway.orders.pauses import Pauses
from gateway.orders.refusals import RefusedError, answer
from gateway.orders.saga.procedure import Next, Procedure, Setback
from gateway.orders.saga.turns import YieldedError
from gateway.orders.store.claims import Claim, ClaimStore
from gateway.orders.systems.client import System

Document = dict[str, Any]


class Runner:
    """One per process; ``run`` is what a workflow does."""

    def __init__(
        self, claims: ClaimStore, procedures: Mapping[str, Procedure], pauses: Pauses
    ) -> None:
        self._claims = claims
        self._procedures = procedures
        self._pauses = pauses
        self._waiting: dict[str, asyncio.Future[Document]] = {}
        self._at_hand: dict[str, Claim] = {}

    def expect(self, claim: Claim) -> asyncio.Future[Document]:
        """A future of the first answer; ask before the workflow starts."""
        future = asyncio.get_running_loop().create_future()
        self._waiting[claim.id] = future
        self._at_hand[claim.id] = claim
        return future

    def forget(self, claim_id: str) -> None:
        """Nobody waits any more."""
        self._waiting.pop(claim_id, None)
        self._at_hand.pop(claim_id, None)

    async def run(self, claim_id: str, systems: dict[str, System]) -> None:
        """Carry a claim out, however long its systems are away."""
        claim = self._at_hand.pop(claim_id, None) or await self._claims.by_id(claim_id)
        attempt = 0
        while not claim.finished:
            try:
                found = await self._attempt(claim)
            except Exception as error:  # noqa: BLE001 - an accepted request is never dropped
                attempt += 1
                setback = Setback.of(error)
                following = await self._stop(claim, setback, attempt)
                if following is Next.END:
                    return
                if following is Next.LATER:
                    system = systems.get(setback.system)
                    await self._pauses.pause(claim.order_id, system, attempt)
                continue
            await self._settle(claim, found, is_final=True)
            return

    async def _attempt(self, claim: Claim) -> Document:
        procedure = self._procedures[claim.operation]
        try:
            return await procedure.run(claim)
        except RefusedError as error:
            return await procedure.refuse(claim, error)
        except YieldedError:
            return answer("QUEUED", claim.order_id)

    async def _stop(self, claim: Claim, setback: Setback, attempt: int) -> Next:
        procedure = self._procedures[claim.operation]
        try:
            stop = await procedure.stop(claim, setback, attempt)
        except RefusedError as error:
            await self._settle(claim, await procedure.refuse(claim, error), is_final=True)
            return Next.END
        if stop.frees_key:
            await self._claims.release(claim.id)
        is_final = stop.following is Next.END
        await self._settle(claim, stop.answer, is_final=is_final)
        return stop.following

    async def _settle(self, claim: Claim, found: Document, *, is_final: bool) -> None:
        await self._claims.answer(claim.id, found, is_final=is_final)
        future = self._waiting.get(claim.id)
        if future is not None and not future.done():
            future.set_result(found)
