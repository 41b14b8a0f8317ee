"""What the reconciliation is made of, put together."""

from dataclasses import dataclass

from chassis.database import Database
from gateway.orders.reconciliation.confirming import Confirming
from gateway.orders.reconciliation.noting import Noting
from gateway.orders.reconciliation.reading import Reader
from gateway.orders.reconciliation.repairing import Repairing
from gateway.orders.reconciliation.repairs import Repairs
from gateway.orders.reconciliation.running import Reconciling
from gateway.orders.saga.errand import subclaims
from gateway.orders.saga.resolving import Bench
from gateway.orders.store.claims import ClaimStore
from gateway.orders.store.conflicts import ConflictStore
from gateway.orders.store.links import LinkStore
from gateway.orders.store.merging import MergeStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.store.reports import ReportStore
from gateway.orders.systems.client import System


@dataclass(frozen=True, slots=True)
class Review:
    """One per process."""

    conflicts: ConflictStore
    reports: ReportStore
    bench: Bench
    reconciling: Reconciling

    @classmethod
    def of(
        cls, database: Database, stores: tuple[ClaimStore, OrderStore, LinkStore], *systems: System
    ) -> "Review":
        """On the process's database; ``systems`` are CRM and ERP."""
        (claims, orders, links), (crm, erp) = stores, systems
        conflicts, reports = ConflictStore(database), ReportStore(database)
        reader = Reader(orders, crm, erp)
        confirming = Confirming(reader, orders, claims, links, crm)
        noting = Noting(conflicts, orders, erp)
        repairing = Repairing(subclaims(claims))
        runs = Reconciling(reader, confirming, noting, repairing, conflicts, reports)
        bench = Bench(
            conflicts, reader, noting, Repairs(orders, MergeStore(database), noting, crm, erp)
        )
        return cls(conflicts, reports, bench, runs)
