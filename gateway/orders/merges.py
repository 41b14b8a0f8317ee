"""mergeCustomers as its caller sees it: shape, claim, answer."""

from typing import Any

from gateway.orders.claiming import Claiming
from gateway.orders.requests import check_key, refuse

Document = dict[str, Any]


class Merges(Claiming):
    """The merges of one request."""

    async def merge(self, request: Document) -> Document:
        """Make one customer of several, in all systems."""
        errors = [*check_key(request["idempotency_key"]), *check_merge(request)]
        if self._actor.kind not in ("STAFF", "SYSTEM"):
            errors = [refuse("PERMISSION", "customers are merged by staff only")]
        if errors:
            return {"survivor": None, "user_errors": errors}
        wanted = self._new_claim("mergeCustomers", request, request["idempotency_key"])
        found = await self._carry_out(wanted)
        survivor_id = found.get("survivor_id")
        survivor = survivor_id and {"id": survivor_id}
        return {"survivor": survivor, "user_errors": found["user_errors"]}


def check_merge(request: Document) -> list[Document]:
    """What is wrong with a MergeCustomersInput; needs no other system."""
    duplicates = request["duplicate_ids"]
    if not duplicates:
        return [refuse("REQUIRED", "duplicateIds is empty; name whom to merge", "duplicateIds")]
    ids = [request["survivor_id"], *duplicates]
    if len(set(ids)) != len(ids):
        message = "a customer is named twice; name the survivor and each duplicate once"
        return [refuse("INVALID", message, "duplicateIds")]
    if len(request["expected_versions"]) != len(ids):
        message = f"{len(ids)} versions are needed: the survivor's, then each duplicate's"
        return [refuse("INVALID", message, "expectedVersions")]
    return []
