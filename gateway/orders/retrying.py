"""retryOrderSync: what waits for a system is tried at once."""

import asyncio
import contextlib
from typing import Any

from gateway.orders import workflows
from gateway.orders.claiming import Claiming
from gateway.orders.refusals import not_allowed
from gateway.orders.requests import refuse

Document = dict[str, Any]
LONGEST_WAIT_SECONDS = 5.0


class Retrying(Claiming):
    """The retry of one order."""

    async def retry(self, order_id: str) -> Document:
        """Wake the order's work, or begin it anew where its workflow was given up."""
        document = await self._find(order_id)
        if document is None:
            message = f"there is no order {order_id}; look it up"
            return {"order": None, "user_errors": [refuse("NOT_FOUND", message, "orderId")]}
        if "RETRY_SYNC" not in document["allowed_actions"]:
            error = not_allowed(document, "tried again")
            return {"order": self._show(document), "user_errors": [error]}
        if not self._parts.pauses.end(order_id):
            for claim in await self._parts.claims.unfinished_of(order_id):
                await workflows.start_again(claim.id)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                await self._tried_after(document)
        return {"order": await self.order(order_id), "user_errors": []}

    async def _tried_after(self, before: Document) -> None:
        seen = (before["sync_state"], before["attempts"])
        while True:
            # Begun before the look: a change in between is not slept through.
            changed = asyncio.ensure_future(self._parts.orders.changed())
            await asyncio.sleep(0)
            try:
                document = await self._parts.orders.get(before["id"])
                if document is None or (document["sync_state"], document["attempts"]) != seen:
                    return
                await changed
            finally:
                changed.cancel()
