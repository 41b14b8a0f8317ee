"""A finding becomes a conflict: kept, told in the order, and its goods kept in the house."""

from collections.abc import Sequence
from typing import Any

from chassis.clock import now
from chassis.identifiers import new_id
from chassis.identity import SYSTEM_ACTOR, Actor
from gateway.orders.reconciliation.codes import CODES
from gateway.orders.reconciliation.rules import Finding
from gateway.orders.reconciliation.snapshot import OrderPair
from gateway.orders.store.conflicts import ConflictStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems import repair_documents as gql
from gateway.orders.systems.client import System

Document = dict[str, Any]


class Noting:
    """Writes down what was found, and what became of it."""

    def __init__(self, conflicts: ConflictStore, orders: OrderStore, erp: System) -> None:
        self._conflicts = conflicts
        self._orders = orders
        self._erp = erp

    async def note(self, finding: Finding, pair: OrderPair | None) -> Document | None:
        """The conflict, or None when a person has closed it as intended.

        Raises:
            SystemUnavailableError: the ERP cannot be told to keep the goods.
        """
        conflict = await self._conflicts.open(new_conflict(finding))
        if conflict["resolution"] is not None:
            return None
        if CODES[finding.code].is_guarded and pair is not None:
            await self._guard(finding.code, pair)
        if finding.order_id is not None:
            await self._mark(finding.order_id, conflict)
        return conflict

    async def settle(self, conflict: Document, resolution: Document, actor: Actor) -> None:
        """It is over: nothing of it is left in the order."""
        await self._conflicts.resolve(conflict["id"], resolution, actor)
        if conflict["order_id"] is None:
            return

        def unmark(document: Document) -> Sequence[str]:
            known = document.get("conflicts", [])
            document["conflicts"] = [each for each in known if each["id"] != conflict["id"]]
            return ["CONFLICT_RESOLVED"] if document["conflicts"] != known else []

        await self._orders.change(conflict["order_id"], actor, "resolveConflict", unmark)

    async def block(self, reference: str, reason: str, *, is_blocked: bool) -> None:
        """Keep an order of the ERP in the house, or let it go again; what is over stays as it is.

        Raises:
            SystemUnavailableError: the ERP does not answer.
        """
        variables = {"reference": reference, "blocked": is_blocked, "reason": reason}
        await self._erp.call(gql.SET_DELIVERY_BLOCK, variables, SYSTEM_ACTOR)

    async def _guard(self, code: str, pair: OrderPair) -> None:
        wrong = pair.doubles if code == "C-DUP-ORDER" else (pair.sales_order,)
        for sales_order in wrong:
            if sales_order is not None and not sales_order.is_blocked:
                await self.block(sales_order.reference, code, is_blocked=True)

    async def _mark(self, order_id: str, conflict: Document) -> None:
        def mark(document: Document) -> Sequence[str]:
            known = document.setdefault("conflicts", [])
            if conflict["id"] in {each["id"] for each in known}:
                return []
            known.append(conflict)
            return ["CONFLICT_DETECTED"]

        await self._orders.change(order_id, SYSTEM_ACTOR, "reconcile", mark)


def new_conflict(finding: Finding) -> Document:
    """An open conflict's document."""
    code = CODES[finding.code]
    return {
        "id": new_id("cfl"),
        "code": finding.code,
        "entity_type": finding.entity_type,
        "entity_id": finding.entity_id,
        "order_id": finding.order_id,
        "field": finding.field,
        "crm_value": finding.crm_value,
        "erp_value": finding.erp_value,
        "master": code.master,
        "blocks": code.blocks,
        "detected_at": now().isoformat(),
        "resolution": None,
    }


def resolution(action: str, actor: Actor, note: str | None = None) -> Document:
    """What was decided, and by whom; a person is shown, the process is not."""
    by = actor.id if actor.kind == "STAFF" else None
    return {"action": action, "by": by, "at": now().isoformat(), "note": note}
