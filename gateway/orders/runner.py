"""Runs claims to their end: parks while a system is down, answers whoever waits.

The first settled answer is given to the caller; a parked request is QUEUED (domain §3.4).
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from gateway.orders.pauses import Pauses
from gateway.orders.refusals import UNAVAILABLE, RefusedError, answer
from gateway.orders.saga.procedure import Next, Procedure, Setback
from gateway.orders.saga.turns import YieldedError
from gateway.orders.store.claims import ACTING, Claim, ClaimStore, OvertakenError
from gateway.orders.systems.client import System

Document = dict[str, Any]
LOG = logging.getLogger(__name__)


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
        claim = self._at_hand.pop(claim_id, None) or await self._read(claim_id)
        acting = ACTING.set(claim.id)
        try:
            await self._carry_out(claim, systems)
        except OvertakenError:
            LOG.warning("%s was carried out by another process meanwhile", claim.id)
        finally:
            ACTING.reset(acting)

    async def _carry_out(self, claim: Claim, systems: dict[str, System]) -> None:
        attempt, following = 0, Next.END if claim.finished else Next.AT_ONCE
        while following is not Next.END:
            attempt += 1
            try:
                following = await self._advance(claim, systems, attempt)
            except OvertakenError:
                raise
            except Exception:
                # Our own database: nothing can be kept, so nothing is told. It is met again.
                LOG.exception("what became of %s cannot be kept; it is run again", claim.id)
                await self._pauses.pause(claim.order_id, None, attempt)

    async def _read(self, claim_id: str) -> Claim:
        """However long our own database is away: a run that fails is given up by its workflow."""
        attempt = 0
        while True:
            try:
                return await self._claims.by_id(claim_id)
            except SQLAlchemyError:
                LOG.exception("claim %s cannot be read; it is tried again", claim_id)
            attempt += 1
            await self._pauses.pause(claim_id, None, attempt)

    async def _advance(self, claim: Claim, systems: dict[str, System], attempt: int) -> Next:
        """Run to the end or to a setback; the pause that follows is over when this returns."""
        try:
            found = await self._attempt(claim)
        except OvertakenError:
            raise
        except Exception as error:  # noqa: BLE001 - an accepted request is never dropped
            setback = Setback.of(error)
            following = await self._stop(claim, setback, attempt)
            if following is Next.LATER:
                await self._pauses.pause(claim.order_id, systems.get(setback.system), attempt)
            return following
        await self._settle(claim, found, is_final=True)
        return Next.END

    async def _attempt(self, claim: Claim) -> Document:
        procedure = self._procedures[claim.operation]
        try:
            return await procedure.run(claim)
        except RefusedError as error:
            return await self._refuse(claim, error)
        except YieldedError:
            return answer("QUEUED", claim.order_id)

    async def _stop(self, claim: Claim, setback: Setback, attempt: int) -> Next:
        procedure = self._procedures[claim.operation]
        try:
            stop = await procedure.stop(claim, setback, attempt)
        except RefusedError as error:
            await self._settle(claim, await self._refuse(claim, error), is_final=True)
            return Next.END
        if stop.frees_key:
            await self._claims.release(claim.id)
        is_final = stop.following is Next.END
        await self._settle(claim, stop.answer, is_final=is_final)
        return stop.following

    async def _refuse(self, claim: Claim, error: RefusedError) -> Document:
        if any(each["code"] == UNAVAILABLE for each in error.errors):
            # The run that gave this answer first may have died before it had freed the key.
            await self._claims.release(claim.id)
        return await self._procedures[claim.operation].refuse(claim, error)

    async def _settle(self, claim: Claim, found: Document, *, is_final: bool) -> None:
        await self._claims.answer(claim.id, found, is_final=is_final)
        future = self._waiting.get(claim.id)
        if future is not None and not future.done():
            future.set_result(found)
