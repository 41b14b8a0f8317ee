"""What the order process is made of, for those who answer its callers."""

from dataclasses import dataclass

from gateway.orders.pauses import Pauses
from gateway.orders.reconciliation.review import Review
from gateway.orders.runner import Runner
from gateway.orders.saga.amending import Amending
from gateway.orders.saga.placing import Placing
from gateway.orders.store.batches import Batches
from gateway.orders.store.claims import ClaimStore
from gateway.orders.store.exports import ExportStore
from gateway.orders.store.imports import ImportStore
from gateway.orders.store.journal import Journal
from gateway.orders.store.links import LinkStore
from gateway.orders.store.merging import MergeStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems.client import System


@dataclass(frozen=True, slots=True)
class Parts:
    """One set per process."""

    claims: ClaimStore
    orders: OrderStore
    links: LinkStore
    merges: MergeStore
    imports: ImportStore
    exports: ExportStore
    journal: Journal
    batches: Batches
    crm: System
    erp: System
    placing: Placing
    amending: Amending
    runner: Runner
    pauses: Pauses
    review: Review
    secret: str
