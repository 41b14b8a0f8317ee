"""importOrders: each row is a placement of its own, claimed under the row's own key (§3.8, T24).

A row is done when its placement is, so a job that stopped goes on with the rows that are left, and
a row that was placed already gives its order again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from gateway.orders import imports
from gateway.orders.refusals import RefusedError
from gateway.orders.saga.errand import CarryOut, Errand, done
from gateway.orders.saga.placing import Placing
from gateway.orders.store.claims import Claim, ClaimStore, ReferenceUsedError
from gateway.orders.store.imports import ImportStore
from gateway.orders.store.orders import OrderStore

Document = dict[str, Any]
Do = Callable[[Document], Awaitable[None]]
AT_ONCE = 8
PAGE = 40


class Importing(Errand):
    """The steps of one job."""

    def __init__(
        self,
        orders: OrderStore,
        claims: ClaimStore,
        rows: ImportStore,
        placing: Placing,
        carry_out: CarryOut,
    ) -> None:
        super().__init__(orders)
        self._claims = claims
        self._rows = rows
        self._placing = placing
        self._carry_out = carry_out

    async def run(self, claim: Claim) -> Document:
        """Place what is left of the job's rows; with REJECT_EVERYTHING check all of them first.

        Raises:
            SystemUnavailableError: to be run again.
        """
        counts = await self._rows.counts(claim.id)
        if claim.request["error_policy"] == "REJECT_EVERYTHING" and not counts.get("VALID"):
            is_begun = bool(counts.get("SUCCEEDED"))
            if not is_begun and not await self._are_all_valid(claim):
                return done(claim, "REJECTED")
        await self._each_open(claim, lambda row: self._place(claim, row))
        return done(claim, "IMPORTED")

    async def _are_all_valid(self, claim: Claim) -> bool:
        await self._each_open(claim, lambda row: self._check(claim, row))
        if (await self._rows.counts(claim.id)).get("FAILED"):
            return False
        # From here on rows are placed: a run after this one checks none of them again.
        await self._rows.move_all(claim.id, "NEW", "VALID")
        return True

    async def _each_open(self, claim: Claim, do: Do) -> None:
        position = 0
        while rows := await self._rows.open_after(claim.id, position, PAGE):
            await _few_at_once(rows, do)
            position = rows[-1]["position"]

    async def _check(self, claim: Claim, row: Document) -> None:
        """What would be refused of a row now; nothing is written but the refusal."""
        wanted = imports.row_claim(claim, row)
        errors = await self._used(wanted)
        try:
            if not errors:
                errors = await self._placing.judge(wanted)
        except RefusedError as error:
            errors = error.errors
        if errors:
            await self._fail(claim, row, errors)

    async def _used(self, wanted: Claim) -> list[Document]:
        known = await self._claims.find(wanted.client_id, wanted.key)
        if known is not None:
            return [] if known.fingerprint == wanted.fingerprint else [imports.key_reused(known)]
        reference = wanted.request.get("partner_reference")
        if not reference:
            return []
        order_id = await self._claims.find_reference(wanted.actor, reference)
        return [] if order_id is None else [imports.reference_used(reference, order_id)]

    async def _place(self, claim: Claim, row: Document) -> None:
        wanted = imports.row_claim(claim, row)
        try:
            known = await self._claims.find(wanted.client_id, wanted.key)
            if known is not None and known.fingerprint != wanted.fingerprint:
                await self._fail(claim, row, [imports.key_reused(known)])
                return
            answer = await self._carry_out(wanted)
        except ReferenceUsedError as error:
            reference = wanted.request["partner_reference"]
            await self._fail(claim, row, [imports.reference_used(reference, error.order_id)])
            return
        if answer["order_id"] is None:
            await self._fail(claim, row, answer["user_errors"])
        else:
            await self._rows.settle(claim.id, row["position"], answer["order_id"], [])

    async def _fail(self, claim: Claim, row: Document, errors: Sequence[Document]) -> None:
        placed = [imports.placed(each, row["position"] - 1) for each in errors]
        await self._rows.settle(claim.id, row["position"], None, placed)


async def _few_at_once(rows: Sequence[Document], do: Do) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def gated(row: Document) -> None:
        async with gate:
            await do(row)

    tasks = [asyncio.ensure_future(gated(row)) for row in rows]
    try:
        await asyncio.gather(*tasks)
    finally:
        # One that failed ends the run; the others do not go on behind its back.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
