"""importOrders as its caller sees it: accepted at once, then looked at while it runs."""

import asyncio
from typing import Any

import msgspec

from gateway.orders import imports, workflows
from gateway.orders.pages import PageRequest, show_page
from gateway.orders.placements import Placements
from gateway.orders.refusals import RefusedError
from gateway.orders.requests import check_key
from gateway.orders.store.claims import Claim
from gateway.orders.store.imports import keep

Document = dict[str, Any]
OPERATION = "importOrders"


class Imports(Placements):
    """The imports of one actor."""

    async def import_orders(self, request: Document) -> Document:
        """Keep the rows, claim the job, begin; the same key gives the same job."""
        errors = [*check_key(request["idempotency_key"]), *imports.check_import(request)]
        if errors:
            return {"job": None, "user_errors": errors}
        wanted = self._new_claim(OPERATION, request, request["idempotency_key"])
        # The rows are kept apart from the claim, so that nobody ever reads all of them at once.
        policy = request.get("error_policy") or "REJECT_FAILED_ROWS"
        told = {"error_policy": policy, "total": len(request["rows"])}
        wanted = msgspec.structs.replace(wanted, request=told, ids={})
        known = await self._parts.claims.find(wanted.client_id, wanted.key)
        if known is None:
            rows = await self._read_rows(request["rows"], policy)
            # Together: rows of no job, which nothing would ever look at, are not left behind.
            known = await self._parts.claims.claim(
                wanted, lambda connection: keep(connection, wanted.id, rows)
            )
        if known.fingerprint != wanted.fingerprint:
            return {"job": None, "user_errors": [imports.key_reused(known)]}
        if not known.finished:
            await workflows.start(known.id)
        return {"job": await self._show_job(known), "user_errors": []}

    async def _read_rows(self, wanted: list[Document], policy: str) -> list[Document]:
        """The rows to store, whose customers are named by their ids or in the CRM's own ways."""
        named, unknown = [], {}
        for index, row in enumerate(wanted):
            try:
                named.append(await self.with_customer(row))
            except RefusedError as error:
                named.append(row)
                unknown[index] = error.errors
        is_all_or_nothing = policy == "REJECT_EVERYTHING"
        return imports.read_rows(
            named, self._actor, unknown, are_references_unique=is_all_or_nothing
        )

    async def import_job(self, job_id: str) -> Document | None:
        """One job of the caller."""
        claim = await self._parts.claims.get(job_id)
        if claim is None or claim.operation != OPERATION or not self._is_mine(claim):
            return None
        return await self._show_job(claim)

    async def import_rows(self, job_id: str, page: PageRequest, *, only_failed: bool) -> Document:
        """A page of a job's rows."""
        found = await self._parts.imports.page(
            job_id, page.above, page.size + 1, only_failed=only_failed
        )
        # Together: the rows' orders are read in one statement.
        return show_page(await asyncio.gather(*map(self._show_row, found)), page)

    async def _show_job(self, claim: Claim) -> Document:
        counts = await self._parts.imports.counts(claim.id)
        return {
            "id": claim.id,
            "state": imports.job_state(counts, is_finished=bool(claim.finished)),
            "total": claim.request["total"],
            "succeeded": counts.get("SUCCEEDED", 0),
            "failed": counts.get("FAILED", 0),
        }

    async def _show_row(self, row: Document) -> Document:
        order = None if row["order_id"] is None else await self.order(row["order_id"])
        errors = [await self._show_error(each) for each in row["errors"]]
        shown = {"index": row["position"] - 1, "external_reference": row["reference"]}
        return {**shown, "order": order, "user_errors": errors, "cursor": row["cursor"]}

    async def _show_error(self, error: Document) -> Document:
        if error["kind"] != "PartnerReferenceUsed":
            return error
        order = await self.order(error["order_id"])
        return {**error, "order": order} if order else {**error, "kind": "InvalidRequest"}

    def _is_mine(self, claim: Claim) -> bool:
        is_staff = self._actor.kind in {"STAFF", "SYSTEM"}
        return is_staff or claim.actor.partner_id == self._actor.partner_id is not None
