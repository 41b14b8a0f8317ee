"""Privacy requests as a data protection officer makes them, and the bundles that they leave."""

from typing import Any

import msgspec
from graphql import GraphQLError

from gateway.orders.claiming import Claiming
from gateway.orders.privacy import KINDS, download_path, show_request
from gateway.orders.requests import refuse
from gateway.orders.store.claims import Claim

Document = dict[str, Any]
SCOPE = "privacy:dpo"
# Requests are one for a customer, whoever makes them: no client's keys.
CLIENT = "unisono-privacy"


class Privacies(Claiming):
    """The privacy requests of one actor."""

    async def request_erasure(self, customer_id: str, reason: str) -> Document:
        """Erase a customer; while one is under way, or done, it is the same request."""
        self._require_officer()
        if not reason.strip():
            error = refuse("REQUIRED", "reason is empty; say who asked for it", "reason")
            return {"request": None, "user_errors": [{**error, "path": ["reason"]}]}
        survivor = await self._parts.merges.survivor(customer_id)
        return await self._make("requestErasure", {"customer_id": survivor, "reason": reason})

    async def request_export(self, customer_id: str) -> Document:
        """Collect a customer's data; while one is under way it is the same request."""
        self._require_officer()
        survivor = await self._parts.merges.survivor(customer_id)
        return await self._make("requestDataExport", {"customer_id": survivor})

    async def privacy_request(self, request_id: str) -> Document | None:
        """One request."""
        self._require_officer()
        claim = await self._parts.claims.get(request_id)
        return self._show_request(claim) if claim and claim.operation in KINDS else None

    async def _make(self, operation: str, request: Document) -> Document:
        key = f"{operation}-{request['customer_id']}"
        # The reason is the first one's; it makes no other request of it.
        wanted = self._new_claim(operation, {"customer_id": request["customer_id"]}, key)
        wanted = msgspec.structs.replace(wanted, client_id=CLIENT, ids={}, request=request)
        known = await self._parts.claims.ever(CLIENT, key)
        if known is None:
            found = await self._carry_out(wanted)
            # Another one may have been faster; a key that is free again names nobody.
            claim_id = found.get("claim_id") or wanted.id
            known = await self._parts.claims.get(claim_id) or await self._parts.claims.ever(
                CLIENT, key
            )
        if known is None:
            raise AssertionError(f"the request {key} is gone")
        answer = known.answer or {}
        errors = [self._told(each) for each in answer.get("user_errors", [])]
        return {"request": self._show_request(known), "user_errors": errors}

    @staticmethod
    def _told(error: Document) -> Document:
        path = error["path"]
        return {**error, "path": path and [step for step in path if step != "input"]}

    def _show_request(self, claim: Claim) -> Document:
        shown = show_request(claim)
        expires = (claim.answer or {}).get("expires")
        if expires is not None:
            shown["download_url"] = download_path(claim.id, expires, self._parts.secret)
        return shown

    def _require_officer(self) -> None:
        if SCOPE not in self._actor.scopes:
            message = f"this needs the scope {SCOPE}; ask an administrator for it"
            raise GraphQLError(message, extensions={"code": "FORBIDDEN"})
