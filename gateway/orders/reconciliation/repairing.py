"""What the reconciliation repairs by itself: a claim for each conflict that blocks nothing."""

from typing import Any

from chassis.clock import now
from chassis.identifiers import new_id
from chassis.identity import SYSTEM_ACTOR, Actor
from gateway.orders.fingerprint import fingerprint
from gateway.orders.reconciliation.codes import CODES
from gateway.orders.saga.errand import CarryOut
from gateway.orders.store.claims import Claim

Document = dict[str, Any]
OPERATION = "resolveConflict"


class Repairing:
    """Carries out the automatic actions of §2.4."""

    def __init__(self, carry_out: CarryOut) -> None:
        self._carry_out = carry_out

    async def repair(self, conflict: Document, report_id: str) -> None:
        """Do what follows from the code; a run that is carried on does it once.

        What cannot be repaired stays open: the next run tries again.
        """
        code = CODES[conflict["code"]]
        if code.blocks:
            return
        request = {"conflict_id": conflict["id"], "action": code.first}
        request["note"] = f"by the rules, found in {report_id}"
        key = f"repair-{conflict['id']}-{report_id}"
        await self._carry_out(new_resolution(conflict, request, SYSTEM_ACTOR, key))


def new_resolution(conflict: Document, request: Document, actor: Actor, key: str) -> Claim:
    """The claim of a resolution; its ids are made before anything is written."""
    claim_id = new_id("rsl")
    is_repair = actor == SYSTEM_ACTOR
    return Claim(
        id=claim_id,
        client_id="unisono" if is_repair else actor.client_id,
        key=key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, request),
        order_id=conflict["order_id"] or claim_id,
        ids={name: new_id(prefix) for name, prefix in _NEW_IDS.items()},
        request=request,
        actor=actor,
        at=now(),
    )


_NEW_IDS = {"customer": "cus", "quote": "qot", "hold": "hld", "decision": "dec"}
