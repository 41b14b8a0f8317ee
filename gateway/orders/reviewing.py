"""What a caller may ask about conflicts: runs of the reconciliation, and what is open."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from graphql import GraphQLError

from chassis.identifiers import new_id
from gateway.orders import workflows
from gateway.orders.pages import PageRequest, show_page
from gateway.orders.reading import Reading
from gateway.orders.reconciliation.running import PREFIX, new_report
from gateway.orders.store.tables import CONFLICTS

Document = dict[str, Any]
SCOPE = "sync:admin"
LONGEST_WAIT_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 1.0


class Reviewing(Reading):
    """The reconciliation as one actor may use it."""

    async def reconcile(
        self, customer_ids: list[str], order_ids: list[str], *, repairs: bool
    ) -> Document:
        """Begin a run durably, then wait for its end for a while."""
        self._require_admin()
        report_id = new_id(PREFIX)
        report = new_report(report_id, customer_ids, order_ids, repairs=repairs)
        await self._parts.review.reports.begin(report)
        finished = self._parts.review.reconciling.expect(report_id)
        try:
            await workflows.start(report_id)
            async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                await finished.wait()
        except TimeoutError:
            pass
        finally:
            self._parts.review.reconciling.forget(report_id)
        return {"report": await self.report(report_id), "user_errors": []}

    async def report(self, report_id: str) -> Document | None:
        """One run."""
        self._require_admin()
        return await self._parts.review.reports.get(report_id)

    async def findings(
        self, report_id: str, page: PageRequest, codes: list[str] | None
    ) -> Document:
        """A page of what a run found."""
        found = await self._parts.review.reports.findings(
            report_id, page.above, codes, page.size + 1
        )
        return {**show_page(found, page), "wanted": {"report_id": report_id, "codes": codes}}

    async def finding_counts(self, report_id: str) -> list[Document]:
        """How much a run found, by code."""
        return await self._parts.review.reports.counts(report_id)

    async def open_conflicts(self, page: PageRequest) -> Document:
        """A page of what is open."""
        self._require_admin()
        is_open = CONFLICTS.c.is_open == 1
        found = await self._parts.review.conflicts.find(
            is_open, CONFLICTS.c.position > page.above, limit=page.size + 1
        )
        return {**show_page(found, page), "wanted": {"report_id": None, "codes": None}}

    async def count_conflicts(self, wanted: Document) -> int:
        """How many there are on all pages of a list."""
        if wanted["report_id"] is None:
            return await self._parts.review.conflicts.count(CONFLICTS.c.is_open == 1)
        counts = await self._parts.review.reports.counts(wanted["report_id"])
        codes = wanted["codes"]
        return sum(each["count"] for each in counts if codes is None or each["code"] in codes)

    async def conflict(self, conflict_id: str) -> Document | None:
        """One conflict."""
        self._require_admin()
        return await self._parts.review.conflicts.get(conflict_id)

    async def conflicts_detected(self) -> AsyncIterator[Document]:
        """Conflicts from now on, as they are found."""
        self._require_admin()
        conflicts = self._parts.review.conflicts
        position = await conflicts.newest()
        while True:
            # Begun before the search: a change in between is not slept through.
            changed = asyncio.ensure_future(conflicts.changed(LOOK_AGAIN_SECONDS))
            await asyncio.sleep(0)
            try:
                for conflict in await conflicts.find(CONFLICTS.c.position > position, limit=100):
                    position = PageRequest(after=conflict["cursor"]).above
                    yield conflict
                await changed
            finally:
                changed.cancel()

    def _require_admin(self) -> None:
        if SCOPE not in self._actor.scopes:
            message = f"this needs the scope {SCOPE}; ask an administrator for it"
            raise GraphQLError(message, extensions={"code": "FORBIDDEN"})
