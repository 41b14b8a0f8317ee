"""resolveConflict: what a person decided, or what the reconciliation does by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chassis.clock import now
from gateway.orders.reconciliation.case import Case, Outcome, take_over
from gateway.orders.reconciliation.codes import CLOSE
from gateway.orders.reconciliation.noting import Noting, resolution
from gateway.orders.reconciliation.reading import Reader
from gateway.orders.reconciliation.repairing import OPERATION
from gateway.orders.reconciliation.repairs import Repairs
from gateway.orders.reconciliation.rules import judge_order
from gateway.orders.refusals import RefusedError, in_progress
from gateway.orders.requests import refuse
from gateway.orders.saga.errand import Errand, done
from gateway.orders.saga.turns import Turns
from gateway.orders.store.claims import Claim
from gateway.orders.store.conflicts import ConflictStore
from gateway.orders.store.orders import OrderStore

Document = dict[str, Any]
KIND = "REPAIR"


@dataclass(frozen=True, slots=True)
class Bench:
    """What a resolution works with."""

    conflicts: ConflictStore
    reader: Reader
    noting: Noting
    repairs: Repairs


class Resolving(Errand):
    """The steps of one resolution. An order is taken for it, as for every change of an order."""

    def __init__(self, orders: OrderStore, bench: Bench, turns: Turns) -> None:
        super().__init__(orders)
        self._conflicts = bench.conflicts
        self._reader = bench.reader
        self._noting = bench.noting
        self._repairs = bench.repairs
        self._turns = turns

    async def run(self, claim: Claim) -> Document:
        """Carry a resolution to its answer.

        Raises:
            RefusedError: the conflict stays open.
            SystemUnavailableError: to be run again.
        """
        conflict = await self._conflicts.get(claim.request["conflict_id"])
        if conflict is None or conflict["resolution"] is not None:
            return _answer(claim, conflict)
        document = await self._take(claim, conflict)
        case, stands = await self._look(claim, conflict, document)
        is_closed = claim.request["action"] == CLOSE
        outcome = await self._repair(case) if stands or is_closed else Outcome()
        await self._let_go(case, outcome)
        action, note = claim.request["action"], claim.request["note"]
        await self._noting.settle(conflict, resolution(action, claim.actor, note), claim.actor)
        return _answer(claim, conflict)

    async def refuse(self, claim: Claim, error: RefusedError) -> Document:
        """The conflict stays open, and nobody has the order."""
        conflict = await self._conflicts.get(claim.request["conflict_id"])
        order_id: str | None = None if conflict is None else conflict["order_id"]
        if order_id is not None:
            await self._orders.change(order_id, claim.actor, OPERATION, _releasing(claim))
        return {**_answer(claim, conflict), "user_errors": error.errors}

    async def _take(self, claim: Claim, conflict: Document) -> Document:
        order_id = conflict["order_id"]
        if order_id is None:
            return {}

        def take(document: Document) -> Sequence[str]:
            running = document.get("running")
            if running is not None and running["claim"] != claim.id:
                raise RefusedError(in_progress())
            if running is None:
                mark = {"claim": claim.id, "kind": KIND, "phase": "ERP", "begun": False}
                document["running"] = {**mark, "revision": document["revision"]}
            return []

        await self._orders.require_change(order_id, claim.actor, OPERATION, take)
        await self._turns.wait(claim)
        document = await self._orders.get(order_id)
        if document is None:
            raise AssertionError(f"order {order_id} has no document")
        return document

    async def _look(
        self, claim: Claim, conflict: Document, document: Document
    ) -> tuple[Case, bool]:
        """Both sides as they are now, and whether the conflict still stands."""
        case = Case(claim, conflict, document)
        if conflict["entity_type"] == "Customer":
            return case, True
        pairs = await self._reader.orders_of([conflict["entity_id"]])
        pair = pairs[0] if pairs else None
        finding = None if pair is None else judge_order(pair)
        sales_order = await self._repairs.whole_sales_order(case)
        stands = finding is not None and finding.code == conflict["code"]
        if document.get("running") is not None:
            stands = await self._begin(claim, document, stands=stands)
        return Case(claim, conflict, document, pair, sales_order), stands

    async def _begin(self, claim: Claim, document: Document, *, stands: bool) -> bool:
        """A repair that was begun goes on, though half of it makes another conflict of it."""
        if document["running"]["begun"] or not stands:
            return bool(document["running"]["begun"])

        def begin(stored: Document) -> Sequence[str]:
            stored["running"]["begun"] = True
            return []

        await self._orders.require_change(document["id"], claim.actor, OPERATION, begin)
        return True

    async def _repair(self, case: Case) -> Outcome:
        action = case.claim.request["action"]
        if action == CLOSE:
            return await self._repairs.close(case)
        repair = self._repairs.table.get((case.conflict["code"], action))
        if repair is None:
            message = f"{action} is no way out of {case.conflict['code']}"
            raise RefusedError(refuse("INVALID", message, "action"))
        return await repair(case)

    async def _let_go(self, case: Case, outcome: Outcome) -> None:
        if case.conflict["order_id"] is None:
            return
        at = now().isoformat()

        def let_go(document: Document) -> Sequence[str]:
            release = _releasing(case.claim)
            release(document)
            take_over(document, outcome, at)
            if case.claim.request["action"] != CLOSE:
                document |= {"plan": None, "sync_state": "IN_SYNC", "attempts": 0}
                document["last_error"] = None
            known = document.get("conflicts", [])
            document["conflicts"] = [each for each in known if each["id"] != case.conflict["id"]]
            is_told = document["conflicts"] != known
            return [*outcome.events, *(["CONFLICT_RESOLVED"] if is_told else [])]

        operation = case.claim.request["action"]
        order_id = case.conflict["order_id"]
        await self._orders.require_change(order_id, case.claim.actor, operation, let_go)


def _releasing(claim: Claim) -> Any:
    def release(document: Document) -> Sequence[str]:
        if (document.get("running") or {}).get("claim") == claim.id:
            document["running"] = None
        return []

    return release


def _answer(claim: Claim, conflict: Document | None) -> Document:
    return {**done(claim, "RESOLVED"), "order_id": conflict and conflict["order_id"]}
