"""Runs claims to their end: parks while a system is down, answers whoever waits.

The first settled answer is given to the caller; a parked request is QUEUED (domain §3.4).
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

from gateway.orders import projection
from gateway.orders.saga import RefusedError, Saga
from gateway.orders.status import outcome
from gateway.orders.store.claims import Claim, ClaimStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems.client import System, SystemUnavailableError

Document = dict[str, Any]
LONGEST_PAUSE_SECONDS = 30.0
UNKNOWN_ADDRESS = {"country": "ZZ", "time_zone": "UTC"}


class Runner:
    """One per process; ``run`` is what a workflow does."""

    def __init__(
        self, claims: ClaimStore, orders: OrderStore, saga: Saga, systems: dict[str, System]
    ) -> None:
        self._claims = claims
        self._orders = orders
        self._steps = {"placeOrder": saga.place, "decideOrder": saga.decide}
        self._saga = saga
        self._systems = systems
        self._waiting: dict[str, asyncio.Future[Document]] = {}

    def expect(self, claim_id: str) -> asyncio.Future[Document]:
        """A future of the first answer; ask before the workflow starts."""
        future = asyncio.get_running_loop().create_future()
        self._waiting[claim_id] = future
        return future

    def forget(self, claim_id: str) -> None:
        """Nobody waits any more."""
        self._waiting.pop(claim_id, None)

    async def run(self, claim_id: str) -> None:
        """Carry a claim out, however long its systems are away."""
        claim = await self._claims.by_id(claim_id)
        attempt = 0
        while not claim.finished:
            try:
                answer = await self._attempt(claim)
            except SystemUnavailableError as error:
                attempt += 1
                if await self._park(claim, error, attempt):
                    return
                await self._pause(error.system, attempt)
                continue
            await self._settle(claim, answer, is_final=True)
            return

    async def _attempt(self, claim: Claim) -> Document:
        try:
            return await self._steps[claim.operation](claim)
        except RefusedError as error:
            return await self._refuse(claim, error.errors)

    async def _settle(self, claim: Claim, answer: Document, *, is_final: bool) -> None:
        await self._claims.answer(claim.id, answer, is_final=is_final)
        self._tell(claim, answer)

    def _tell(self, claim: Claim, answer: Document) -> None:
        future = self._waiting.get(claim.id)
        if future is not None and not future.done():
            future.set_result(answer)

    async def _refuse(self, claim: Claim, errors: list[Document]) -> Document:
        document = await self._orders.get(claim.order_id)
        if claim.operation == "placeOrder" and document is not None:
            await self._end(claim, document)
            document = None
        order_id = document["id"] if document else None
        return {
            "outcome": "REFUSED",
            "order_id": order_id,
            "decision_id": None,
            "user_errors": errors,
        }

    async def _end(self, claim: Claim, document: Document) -> None:
        if document["quote_id"] is not None:
            await self._saga.cancel(claim, document)

    async def _park(self, claim: Claim, error: SystemUnavailableError, attempt: int) -> bool:
        """Keep the request for later, or refuse it when the client wants that.

        Returns:
            Whether the claim is at its end.
        """
        document = await self._orders.get(claim.order_id)
        is_past_pivot = document is not None and document["erp_status"] is not None
        if claim.request.get("on_erp_unavailable") == "FAIL" and not is_past_pivot:
            return await self._fail(claim, error, document)
        if document is None:
            document = await self._remember(claim)

        def change(stored: Document) -> Sequence[str]:
            is_first = stored["attempts"] == 0
            stored["sync_state"] = "UNKNOWN_OUTCOME" if error.is_unknown else "RETRYING"
            if stored["quote_state"] == "OFFERED" and claim.operation == "decideOrder":
                stored["quote_state"] = "ACCEPTED"
            stored["attempts"], stored["last_error"] = attempt, str(error)
            return ["QUEUED"] if is_first and stored["erp_status"] is None else []

        stored = await self._orders.change(claim.order_id, claim.actor, "park", change)
        name = outcome(stored or document) if is_past_pivot else "QUEUED"
        answer = {"outcome": name, "order_id": claim.order_id, "decision_id": None}
        await self._settle(claim, {**answer, "user_errors": []}, is_final=False)
        return False

    async def _remember(self, claim: Claim) -> Document:
        customer_id = claim.request["customer"].get("id") or claim.ids["customer"]
        document = projection.new_document(
            claim.order_id, claim.ids, claim.request, customer_id, dict(UNKNOWN_ADDRESS)
        )
        await self._orders.create(document, claim.actor)
        return document

    async def _fail(
        self, claim: Claim, error: SystemUnavailableError, document: Document | None
    ) -> bool:
        if error.is_unknown:
            return False
        if document is not None:
            with contextlib.suppress(SystemUnavailableError):
                await self._end(claim, document)
        refusal = {
            "kind": "SystemUnavailable",
            "code": "SYSTEM_UNAVAILABLE",
            "message": str(error),
            "path": None,
            "system": error.system,
            "queued": False,
            "retry_after_seconds": 5,
        }
        await self._claims.release(claim.id)
        answer = {"outcome": "REFUSED", "order_id": None, "decision_id": None}
        self._tell(claim, {**answer, "user_errors": [refusal]})
        return True

    async def _pause(self, system: str, attempt: int) -> None:
        pause = min(0.25 * 2 ** min(attempt, 8), LONGEST_PAUSE_SECONDS)
        found = self._systems[system]
        if found.is_available:
            await asyncio.sleep(pause)
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_PAUSE_SECONDS):
                await found.back.wait()
