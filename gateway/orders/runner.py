"""Runs claims to their end: parks while a system is down, answers whoever waits.

The first settled answer is given to the caller; a parked request is QUEUED (domain §3.4).
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from gateway.orders import projection
from gateway.orders.refusals import RefusedError, answer, unavailable
from gateway.orders.saga.deciding import Deciding
from gateway.orders.saga.ending import Ending
from gateway.orders.saga.finishing import WriteBackRefusedError
from gateway.orders.saga.placing import Placing
from gateway.orders.status import outcome
from gateway.orders.store.claims import Claim, ClaimStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems.client import System, SystemUnavailableError

Document = dict[str, Any]
LONGEST_PAUSE_SECONDS = 30.0
UNKNOWN_ADDRESS = {"country": "ZZ", "time_zone": "UTC"}
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setback:
    """Why a run stopped before its end: the sync state it leaves, and who is failing."""

    state: str
    system: str
    message: str

    @classmethod
    def of(cls, error: Exception) -> "Setback":
        """From what the run raised."""
        if isinstance(error, SystemUnavailableError):
            state = "UNKNOWN_OUTCOME" if error.is_unknown else "RETRYING"
            return cls(state, error.system, str(error))
        if isinstance(error, WriteBackRefusedError):
            return cls("FAILED", "CRM", str(error))
        LOG.error("a run of the order process failed; it is tried again", exc_info=error)
        return cls("RETRYING", "GATEWAY", f"{type(error).__name__}: {error}")


class Next(Enum):
    """How a run goes on after a setback."""

    END = "the claim is at its end"
    AT_ONCE = "what is left to do needs no waiting"
    LATER = "after a pause, or when the system is back"


class Runner:
    """One per process; ``run`` is what a workflow does."""

    def __init__(
        self,
        claims: ClaimStore,
        orders: OrderStore,
        placing: Placing,
        deciding: Deciding,
        ending: Ending,
    ) -> None:
        self._claims = claims
        self._orders = orders
        self._steps = {"placeOrder": placing.place, "decideOrder": deciding.decide}
        self._ending = ending
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
                    await _pause(systems.get(setback.system), attempt)
                continue
            await self._settle(claim, found, is_final=True)
            return

    async def _attempt(self, claim: Claim) -> Document:
        try:
            return await self._steps[claim.operation](claim)
        except RefusedError as error:
            return await self._refuse(claim, error)

    async def _settle(self, claim: Claim, found: Document, *, is_final: bool) -> None:
        await self._claims.answer(claim.id, found, is_final=is_final)
        self._tell(claim, found)

    def _tell(self, claim: Claim, found: Document) -> None:
        future = self._waiting.get(claim.id)
        if future is not None and not future.done():
            future.set_result(found)

    async def _refuse(self, claim: Claim, error: RefusedError) -> Document:
        document = await self._orders.get(claim.order_id)
        refused = {**answer("REFUSED", None), "user_errors": error.errors}
        if document is None:
            return refused
        if claim.operation == "decideOrder":
            await self._ending.reopen(claim, document)
            return {**refused, "order_id": document["id"]}
        await self._ending.end(claim, document, str(error))
        return refused

    async def _stop(self, claim: Claim, setback: Setback, attempt: int) -> Next:
        """Keep the request for later, or refuse it when the client wants that."""
        document = await self._orders.get(claim.order_id)
        if _is_to_fail(claim, setback, document):
            return await self._fail(claim, setback, document)
        await self._park(claim, setback, document, attempt)
        return Next.LATER

    async def _park(
        self, claim: Claim, setback: Setback, document: Document | None, attempt: int
    ) -> None:
        if document is None:
            await self._remember(claim)

        def change(stored: Document) -> Sequence[str]:
            is_first, is_past_pivot = stored["attempts"] == 0, stored["erp_status"] is not None
            stored |= {"sync_state": setback.state, "attempts": attempt}
            stored |= {"last_error": setback.message, "failing": setback.system}
            return ["SYNC_FAILED" if is_past_pivot else "QUEUED"] if is_first else []

        stored = await self._orders.require_change(claim.order_id, claim.actor, "park", change)
        name = "QUEUED" if stored["erp_status"] is None else outcome(stored)
        await self._settle(claim, answer(name, claim.order_id), is_final=False)

    async def _remember(self, claim: Claim) -> None:
        customer_id = claim.request["customer"].get("id") or claim.ids["customer"]
        document = projection.new_document(
            claim.order_id, claim.ids, claim.request, customer_id, dict(UNKNOWN_ADDRESS)
        )
        await self._orders.create(document, claim.actor)

    async def _fail(self, claim: Claim, setback: Setback, document: Document | None) -> Next:
        """Refuse at once; what is written already is undone as soon as it can be."""
        refusal = unavailable(setback.system, setback.message)
        refused = {**answer("REFUSED", None), "user_errors": [refusal]}
        await self._claims.release(claim.id)
        if document is None:
            await self._settle(claim, refused, is_final=True)
            return Next.END
        plan = {"claim": claim.id, "kind": "END", "attempt": 0, "errors": [refusal]}
        await self._orders.update(claim, {"plan": plan}, [])
        self._tell(claim, refused)
        return Next.AT_ONCE


def _is_to_fail(claim: Claim, setback: Setback, document: Document | None) -> bool:
    """Whether the client wants a refusal, and one is still possible and not given yet."""
    if claim.request.get("on_erp_unavailable") != "FAIL" or setback.state != "RETRYING":
        return False
    if document is None:
        return True
    return document["erp_status"] is None and (document["plan"] or {}).get("kind") != "END"


async def _pause(system: System | None, attempt: int) -> None:
    seconds = min(0.25 * 2 ** min(attempt, 8), LONGEST_PAUSE_SECONDS)
    if system is None or system.is_available:
        await asyncio.sleep(seconds)
        return
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await system.back.wait()
