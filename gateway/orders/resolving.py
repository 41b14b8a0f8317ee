"""resolveConflict: a person decides about a conflict."""

from typing import Any

from chassis.identifiers import new_id
from gateway.orders.claiming import Claiming, refused
from gateway.orders.reconciliation.codes import CODES
from gateway.orders.reconciliation.repairing import new_resolution
from gateway.orders.requests import refuse
from gateway.orders.reviewing import Reviewing

Document = dict[str, Any]


class Resolving(Claiming, Reviewing):
    """The decision about one conflict."""

    async def resolve(self, request: Document) -> Document:
        """Carry out what was decided, durably; gives the order then."""
        self._require_admin()
        conflict = await self._parts.review.conflicts.get(request["conflict_id"])
        errors = _judge(conflict, request)
        if conflict is None or errors:
            order_id: str | None = None if conflict is None else conflict["order_id"]
            order = None if order_id is None else await self.order(order_id)
            return {**refused(errors), "order": order}
        wanted = new_resolution(conflict, request, self._actor, new_id("rsl"))
        return await self._carry_out(wanted)


def _judge(conflict: Document | None, request: Document) -> list[Document]:
    if conflict is None:
        message = f"there is no conflict {request['conflict_id']}; see openConflicts"
        return [refuse("NOT_FOUND", message, "conflictId")]
    if conflict["resolution"] is not None:
        message = f"it was resolved already: {conflict['resolution']['action']}"
        return [refuse("NOTHING_TO_DO", message, "conflictId")]
    if not request["note"].strip():
        return [refuse("REQUIRED", "note is empty; say why", "note")]
    allowed = CODES[conflict["code"]].actions
    if request["action"] not in allowed:
        message = f"{request['action']} is no way out of {conflict['code']}; "
        return [refuse("INVALID", f"{message}send {' or '.join(allowed)}", "action")]
    return []
