"""placeOrder as its caller sees it: from customer and lines, or from a quote."""

from typing import Any

from gateway.orders import quotes
from gateway.orders.claiming import Claiming, refused
from gateway.orders.refusals import unavailable
from gateway.orders.requests import check_channel, check_order, check_placement
from gateway.orders.systems.client import SystemUnavailableError

Document = dict[str, Any]


class Placements(Claiming):
    """The placements of one actor."""

    async def place(self, request: Document) -> Document:
        """Customer and order in both systems."""
        if request.get("quote_id") is not None:
            return await self._place_quote(request)
        errors = [*check_placement(request), *check_channel(request, self._actor)]
        if errors:
            return refused(errors)
        wanted = self._new_claim("placeOrder", request, request["idempotency_key"])
        return await self._carry_out(wanted)

    async def _place_quote(self, request: Document) -> Document:
        """The quote is read before the key is claimed: what it says is what was wanted."""
        errors = [*quotes.check_quote_request(request), *check_channel(request, self._actor)]
        if errors:
            return refused(errors)
        wanted = self._new_claim("placeOrder", request, request["idempotency_key"])
        if await self._parts.claims.find(wanted.client_id, wanted.key) is not None:
            return await self._carry_out(wanted)
        try:
            quote = await self._parts.placing.quote(request["quote_id"], self._actor)
        except SystemUnavailableError as error:
            return refused([unavailable(error.system, str(error))])
        errors = quotes.judge_quote(request, quote)
        if errors or quote is None:
            return refused(errors)
        placement = quotes.request_of(request, quote)
        errors = check_order(placement)
        if errors:
            return refused(errors)
        return await self._carry_out(quotes.claim_of(wanted, placement, quote))
