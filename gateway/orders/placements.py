"""placeOrder as its caller sees it: from customer and lines, or from a quote."""

import contextlib
from typing import Any

import msgspec

from gateway.orders import quotes
from gateway.orders.claiming import Claiming, refused
from gateway.orders.ownership import scope_of
from gateway.orders.refusals import RefusedError, unavailable
from gateway.orders.requests import check_channel, check_order, check_placement, refuse
from gateway.orders.systems.client import SystemUnavailableError
from gateway.orders.systems.documents import READ_CUSTOMERS

Document = dict[str, Any]


class Placements(Claiming):
    """The placements of one actor."""

    async def place(self, request: Document) -> Document:
        """Customer and order in both systems."""
        if request.get("quote_id") is not None:
            return await self._place_quote(request)
        try:
            placement = await self.with_customer(request)
        except RefusedError as error:
            return refused(error.errors)
        errors = [*check_placement(placement), *check_channel(placement, self._actor)]
        if errors:
            return refused(errors)
        wanted = self._new_claim("placeOrder", request, request["idempotency_key"])
        return await self._carry_out(msgspec.structs.replace(wanted, request=placement))

    async def with_customer(self, request: Document) -> Document:
        """The request with the id of a customer who is named by his number in the ERP.

        Raises:
            RefusedError: nobody has it.
        """
        customer = request.get("customer") or {}
        given = [name for name, value in customer.items() if value is not None]
        if given != ["erp_number"]:
            return request
        customer_id = await self._parts.links.customer_of(customer["erp_number"])
        if customer_id is None or not await self._sees(customer_id):
            message = f"no customer has number {customer['erp_number']} in the ERP; look him up"
            raise RefusedError(refuse("NOT_FOUND", message, "customer", "erpNumber"))
        return {**request, "customer": {"id": customer_id}}

    async def _sees(self, customer_id: str) -> bool:
        """Another's customer answers as an unknown one (domain §3.8)."""
        if scope_of(self._actor) is None:
            return True
        with contextlib.suppress(SystemUnavailableError):
            ids = {"ids": [customer_id]}
            answer = await self._parts.crm.call(READ_CUSTOMERS, ids, self._actor)
            return bool(answer["customers_by_id"])
        return False

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
