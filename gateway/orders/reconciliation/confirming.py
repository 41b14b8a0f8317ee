"""Nothing is told that was only under way: what differs is read again until it stands still.

A finding counts when two reads made it alike, and between them the process had nothing to do with
the order and no event was on its way to the copy of the customer.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.orders.events import in_flight
from gateway.orders.reconciliation.reading import Reader
from gateway.orders.reconciliation.rules import Finding, judge_customer, judge_order
from gateway.orders.reconciliation.snapshot import OrderPair
from gateway.orders.store.claims import ClaimStore
from gateway.orders.store.links import LinkStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.store.tables import ORDERS
from gateway.orders.systems.client import System

Document = dict[str, Any]
MOST_ROUNDS = 6
PAUSE_SECONDS = 0.3
BATCH = 100
# Written to by nobody: agreed, in conflict, or refused by the CRM until a person has decided.
AT_REST = frozenset({"IN_SYNC", "FAILED"})
# While customers are merged their orders are on the way to the survivor.
OF_MERGES = frozenset({"C-CUST-GONE", "C-CUSTOMER"})


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What stands, and of what the state is known at all.

    Attributes:
        settled: ids of orders and customers that stood still, with or without findings.
        pairs: the orders as they were read last, by id.
    """

    findings: tuple[Finding, ...]
    settled: frozenset[str]
    pairs: Mapping[str, OrderPair]


class Confirming:
    """Reads suspects again."""

    def __init__(
        self,
        reader: Reader,
        orders: OrderStore,
        claims: ClaimStore,
        links: LinkStore,
        crm: System,
    ) -> None:
        self._reader = reader
        self._orders = orders
        self._claims = claims
        self._links = links
        self._crm = crm

    async def orders(self, suspects: Mapping[str, Finding | None]) -> Confirmed:
        """By order id: what was found in the first read.

        Raises:
            SystemUnavailableError: a system does not answer.
        """
        findings: dict[str, Finding] = {}
        settled: set[str] = set()
        pairs: dict[str, OrderPair] = {}
        before = dict(suspects)
        for _ in range(MOST_ROUNDS):
            if not before:
                break
            standing, again = await self._read_orders(before, pairs)
            for key, finding in standing.items():
                settled.add(key)
                if finding is not None:
                    findings[key] = finding
            before = again
            if before:
                await self._orders.changed_within(PAUSE_SECONDS)
        return Confirmed(tuple(findings.values()), frozenset(settled), pairs)

    async def customers(self, suspects: Mapping[str, frozenset[Finding]]) -> Confirmed:
        """By customer id: what was found in the first read.

        Raises:
            SystemUnavailableError: a system does not answer.
        """
        findings: list[Finding] = []
        settled: set[str] = set()
        before = dict(suspects)
        for _ in range(MOST_ROUNDS):
            if not before:
                break
            lagging = await self._lagging(before)
            found = await self._read_customers(before)
            standing = [key for key in before if key not in lagging and found[key] == before[key]]
            for key in standing:
                findings += sorted(found.pop(key), key=lambda each: each.field)
                settled.add(key)
            before = found
            if before:
                await self._orders.changed_within(PAUSE_SECONDS)
        return Confirmed(tuple(findings), frozenset(settled), {})

    async def _lagging(self, ids: Collection[str]) -> set[str]:
        """To whom something is on its way: as an event, or as a version not carried yet."""
        told = await in_flight(self._crm, self._orders, "Customer")
        found = [await self._links.lagging(batch) for batch in _batches(ids)]
        return told.union(*found)

    async def _read_customers(self, ids: Collection[str]) -> dict[str, frozenset[Finding]]:
        found = {
            pair.customer_id: frozenset(judge_customer(pair))
            for batch in _batches(ids)
            for pair in await self._reader.customers_of(batch)
        }
        # Whoever is no partner any more has no copy.
        return {key: found.get(key, frozenset()) for key in ids}

    async def _read_orders(
        self, before: Mapping[str, Finding | None], pairs: dict[str, OrderPair]
    ) -> tuple[dict[str, Finding | None], dict[str, Finding | None]]:
        standing: dict[str, Finding | None] = {}
        again: dict[str, Finding | None] = {}
        for ids in _batches(before):
            is_merging = await self._claims.has_unfinished("mergeCustomers")
            resting = await self._at_rest(ids)
            found = {pair.order_id: pair for pair in await self._reader.orders_of(ids)}
            still = await self._at_rest(ids)
            for key in ids:
                pair = found.get(key)
                finding = None if pair is None else judge_order(pair)
                if pair is not None:
                    pairs[key] = pair
                is_still = resting.get(key) == still.get(key) and key in still
                is_still &= not (is_merging and finding and finding.code in OF_MERGES)
                (standing if is_still and finding == before[key] else again)[key] = finding
        return standing, again

    async def _at_rest(self, ids: Collection[str]) -> dict[str, str]:
        """When those that nobody writes to were last changed; unknown orders are at rest too."""
        documents = await self._orders.find(ORDERS.c.id.in_(ids), limit=len(ids))
        busy = await self._claims.busy(ids)
        resting = dict.fromkeys(ids, "")
        for document in documents:
            key, state = document["id"], document["sync_state"]
            is_resting = state in AT_REST and document.get("running") is None
            resting[key] = document["updated_at"]
            if not is_resting or (key in busy and state != "FAILED"):
                del resting[key]
        return resting


def _batches(ids: Iterable[str]) -> list[list[str]]:
    found = list(ids)
    return [found[start : start + BATCH] for start in range(0, len(found), BATCH)]
