"""requestDataExport: one bundle of all three systems, with the origin of every record (§3.7)."""

from typing import Any

import msgspec

from chassis.clock import now
from gateway.orders.privacy import LINK_LIFETIME, step
from gateway.orders.refusals import RefusedError
from gateway.orders.requests import refuse
from gateway.orders.saga.errand import Errand, done
from gateway.orders.store.claims import Claim, ClaimStore
from gateway.orders.store.exports import ExportStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems import documents as gql
from gateway.orders.systems.client import System

Document = dict[str, Any]


class Exporting(Errand):
    """The steps of one export."""

    def __init__(
        self, orders: OrderStore, claims: ClaimStore, exports: ExportStore, crm: System, erp: System
    ) -> None:
        super().__init__(orders)
        self._claims = claims
        self._exports = exports
        self._crm = crm
        self._erp = erp

    async def run(self, claim: Claim) -> Document:
        """Read everything, keep it as one bundle; gives ``download_url``.

        Raises:
            RefusedError: an unknown customer.
            SystemUnavailableError: to be run again.
        """
        customer_id = claim.request["customer_id"]
        of_crm = await self._crm.call(gql.EXPORT_CUSTOMER, {"id": customer_id}, claim.actor)
        records = _origin("CRM", msgspec.json.decode(of_crm["customer_export"]))
        if not records:
            message = f"there is no customer {customer_id}; look him up"
            raise RefusedError(refuse("NOT_FOUND", message, "customerId"))
        wanted = {"customer_id": customer_id}
        of_erp = await self._erp.call(gql.EXPORT_PARTNER, wanted, claim.actor)
        records += _origin("ERP", msgspec.json.decode(of_erp["partner_export"]))
        records += _origin("GATEWAY", await self._exports.own_records(customer_id))
        made = now()
        bundle = {"customerId": customer_id, "madeAt": made.isoformat(), "records": records}
        expires = await self._exports.keep(claim.id, customer_id, bundle, made + LINK_LIFETIME)
        # What is asked for later is another bundle.
        await self._claims.release(claim.id)
        steps = [step(system) for system in ("CRM", "ERP", "GATEWAY")]
        return done(claim, "EXPORTED", steps=steps, expires=expires)


def _origin(system: str, records: list[Document]) -> list[Document]:
    return [{"system": system, **record} for record in records]
