"""One run: compare everything, or what was asked for; tell and repair what stands.

A run has no state of its own but its report: after a death it is run again from its start, finds
the same, and notes each finding once.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.clock import now
from chassis.identity import SYSTEM_ACTOR
from gateway.orders.pauses import Pauses
from gateway.orders.reconciliation.confirming import Confirmed, Confirming
from gateway.orders.reconciliation.noting import Noting, resolution
from gateway.orders.reconciliation.reading import PAGE, Reader
from gateway.orders.reconciliation.repairing import Repairing
from gateway.orders.reconciliation.rules import Finding, judge_customer, judge_order
from gateway.orders.reconciliation.snapshot import CustomerPair, OrderPair
from gateway.orders.store.conflicts import ConflictStore
from gateway.orders.store.reports import ReportStore
from gateway.orders.store.tables import CONFLICTS
from gateway.orders.systems.client import System, SystemUnavailableError

Document = dict[str, Any]
PREFIX = "rec"
LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class _Seen:
    """What the first read has come to."""

    customers: int = 0
    orders: int = 0
    by_customer: dict[str, frozenset[Finding]] = field(default_factory=dict)
    by_order: dict[str, Finding | None] = field(default_factory=dict)
    order_ids: set[str] = field(default_factory=set)


class Reconciling:
    """The runs of one process; ``run`` is what a workflow does."""

    def __init__(
        self,
        reader: Reader,
        confirming: Confirming,
        noting: Noting,
        repairing: Repairing,
        conflicts: ConflictStore,
        reports: ReportStore,
    ) -> None:
        self._reader = reader
        self._confirming = confirming
        self._noting = noting
        self._repairing = repairing
        self._conflicts = conflicts
        self._reports = reports
        self._waiting: dict[str, asyncio.Event] = {}

    def expect(self, report_id: str) -> asyncio.Event:
        """Set when the run is at its end; ask before it starts."""
        return self._waiting.setdefault(report_id, asyncio.Event())

    def forget(self, report_id: str) -> None:
        """Nobody waits any more."""
        self._waiting.pop(report_id, None)

    async def run(self, report_id: str, systems: Mapping[str, System], pauses: Pauses) -> None:
        """Carry a run to its end, however long a system is away."""
        attempt = 0
        while True:
            report = await self._reports.get(report_id)
            if report is None or report["finished_at"] is not None:
                break
            attempt += 1
            try:
                await self._carry_out(report)
            except SystemUnavailableError as error:
                await pauses.pause(report_id, systems.get(error.system), attempt)
            except Exception:
                LOG.exception("a run of the reconciliation failed; it is tried again")
                await pauses.pause(report_id, None, attempt)
        if report_id in self._waiting:
            self._waiting[report_id].set()

    async def _carry_out(self, report: Document) -> None:
        seen = await self._look(report)
        await self._look_at_open(report, seen)
        customers = await self._confirming.customers(seen.by_customer)
        orders = await self._confirming.orders(seen.by_order)
        found = [
            *await self._note(report, seen, customers),
            *await self._note(report, seen, orders),
        ]
        for conflict in found if report["repairs"] else ():
            await self._repairing.repair(conflict, report["id"])
        counted = {"compared_customers": seen.customers, "compared_orders": seen.orders}
        finished = {"finished_at": now().isoformat()}
        await self._reports.finish({**report, **counted, **finished})

    async def _look(self, report: Document) -> _Seen:
        seen = _Seen()
        async for count, pairs in self._customers(report):
            seen.customers += count
            for pair in pairs:
                found = frozenset(judge_customer(pair))
                if found:
                    seen.by_customer[pair.customer_id] = found
        async for orders in self._orders(report):
            _judge(seen, orders)
        if _is_full(report):
            async for beyond in self._reader.sales_orders():
                _judge(seen, beyond, counts=False)
        return seen

    async def _customers(self, report: Document) -> AsyncIterator[tuple[int, list[CustomerPair]]]:
        if _is_full(report):
            async for found in self._reader.customers():
                yield found
            async for strangers in self._reader.strangers():
                yield 0, strangers
        for ids in _pages(report["customer_ids"]):
            pairs = await self._reader.customers_of(ids)
            yield len(pairs), pairs

    async def _orders(self, report: Document) -> AsyncIterator[list[OrderPair]]:
        if _is_full(report):
            async for found in self._reader.orders():
                yield found
        for ids in _pages(report["customer_ids"]):
            async for found in self._reader.orders(ids):
                yield found
            async for beyond in self._reader.sales_orders(ids):
                yield beyond
        for ids in _pages(report["order_ids"]):
            yield await self._reader.orders_of(ids)

    async def _look_at_open(self, report: Document, seen: _Seen) -> None:
        """What was found earlier is looked at again: it may be gone by itself."""
        for conflict in await self._open(report, seen):
            if conflict["entity_type"] == "Customer":
                seen.by_customer.setdefault(conflict["entity_id"], frozenset())
            else:
                seen.by_order.setdefault(conflict["entity_id"], None)

    async def _open(self, report: Document, seen: _Seen) -> list[Document]:
        if not _is_full(report):
            ids = {*report["customer_ids"], *report["order_ids"], *seen.order_ids}
            found = [await self._conflicts.of(page) for page in _pages(sorted(ids))]
            return [conflict for page in found for conflict in page]
        return await self._conflicts.find(CONFLICTS.c.is_open == 1, limit=10 * PAGE)

    async def _note(self, report: Document, seen: _Seen, confirmed: Confirmed) -> list[Document]:
        found = []
        for finding in confirmed.findings:
            pair = confirmed.pairs.get(finding.entity_id)
            conflict = await self._noting.note(finding, pair)
            if conflict is not None:
                await self._reports.add(report["id"], conflict)
                found.append(conflict)
        subjects = {finding.subject for finding in confirmed.findings}
        for conflict in await self._open(report, seen):
            subject = (conflict["code"], conflict["entity_id"], conflict["field"])
            if conflict["entity_id"] in confirmed.settled and subject not in subjects:
                gone = resolution("GONE", SYSTEM_ACTOR)
                await self._noting.settle(conflict, gone, SYSTEM_ACTOR)
        return found


def new_report(
    report_id: str, customer_ids: list[str], order_ids: list[str], *, repairs: bool
) -> Document:
    """A run that has not begun; without ids it is over everything."""
    return {
        "id": report_id,
        "started_at": now().isoformat(),
        "finished_at": None,
        "compared_customers": 0,
        "compared_orders": 0,
        "customer_ids": customer_ids,
        "order_ids": order_ids,
        "repairs": repairs,
    }


def _judge(seen: _Seen, pairs: list[OrderPair], *, counts: bool = True) -> None:
    for pair in pairs:
        if counts and pair.order is not None and pair.order_id not in seen.order_ids:
            seen.order_ids.add(pair.order_id)
            seen.orders += 1
        finding = judge_order(pair)
        if finding is not None:
            seen.by_order[pair.order_id] = finding


def _is_full(report: Document) -> bool:
    return not report["customer_ids"] and not report["order_ids"]


def _pages(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + PAGE] for start in range(0, len(ids), PAGE)]
