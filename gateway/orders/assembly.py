"""The order process put together: its stores, the procedure of each operation, who runs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from chassis.database import Database
from gateway.orders.parts import Parts
from gateway.orders.pauses import Pauses
from gateway.orders.reconciliation.review import Review
from gateway.orders.runner import Runner
from gateway.orders.saga.amending import Amending
from gateway.orders.saga.cancelling import Cancelling
from gateway.orders.saga.crm import CrmSteps
from gateway.orders.saga.deciding import Deciding
from gateway.orders.saga.erasing import Erasing
from gateway.orders.saga.erasing import Stores as OfCustomers
from gateway.orders.saga.erp import ErpSteps
from gateway.orders.saga.errand import subclaims
from gateway.orders.saga.exporting import Exporting
from gateway.orders.saga.following import Following
from gateway.orders.saga.importing import Importing
from gateway.orders.saga.merging import Merging
from gateway.orders.saga.placing import Placing
from gateway.orders.saga.procedure import Procedure
from gateway.orders.saga.resolving import Resolving
from gateway.orders.saga.turns import Turns
from gateway.orders.store.batches import Batches
from gateway.orders.store.claims import ClaimStore
from gateway.orders.store.erasure import ErasureStore
from gateway.orders.store.exports import ExportStore
from gateway.orders.store.imports import ImportStore
from gateway.orders.store.journal import Journal
from gateway.orders.store.links import LinkStore
from gateway.orders.store.merging import MergeStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems.client import System


@dataclass(frozen=True, slots=True)
class Stores:
    """All tables of one database."""

    claims: ClaimStore
    orders: OrderStore
    links: LinkStore
    merges: MergeStore
    imports: ImportStore
    exports: ExportStore
    erasures: ErasureStore

    @classmethod
    def of(cls, database: Database) -> Self:
        """One set."""
        return cls(
            ClaimStore(database),
            OrderStore(database),
            LinkStore(database),
            MergeStore(database),
            ImportStore(database),
            ExportStore(database),
            ErasureStore(database),
        )


def assemble(database: Database, crm: System, erp: System, secret: str) -> Parts:
    """One process; ``secret`` signs links."""
    stores, pauses = Stores.of(database), Pauses(database.signals)
    claims, orders, links = stores.claims, stores.orders, stores.links
    steps = (orders, CrmSteps(crm), ErpSteps(erp))
    placing, turns = Placing(*steps), Turns(claims, pauses)
    amending = Amending(*steps, turns)
    review = Review.of(database, (claims, orders, links), crm, erp)
    procedures: dict[str, Procedure] = {
        "placeOrder": placing,
        "decideOrder": Deciding(*steps),
        "cancelOrder": Cancelling(*steps, turns),
        "amendOrder": amending,
        "resolveConflict": Resolving(orders, review.bench, turns),
        **_errands(stores, crm, erp, placing),
    }
    return Parts(
        claims,
        orders,
        links,
        stores.merges,
        stores.imports,
        stores.exports,
        Journal(database),
        Batches(database),
        crm,
        erp,
        placing,
        amending,
        Runner(claims, procedures, pauses),
        pauses,
        review,
        secret,
    )


def _errands(stores: Stores, crm: System, erp: System, placing: Placing) -> Mapping[str, Procedure]:
    """What is not one order's work."""
    claims, orders = stores.claims, stores.orders
    of_customers = OfCustomers(orders, claims, stores.erasures, stores.links)
    return {
        "mergeCustomers": Merging(orders, stores.merges, stores.links, crm, erp),
        "followAddress": Following(orders, claims, CrmSteps(crm), subclaims(claims)),
        "importOrders": Importing(orders, claims, stores.imports, placing, subclaims(claims)),
        "requestErasure": Erasing(of_customers, crm, erp),
        "requestDataExport": Exporting(orders, claims, stores.exports, crm, erp),
    }
