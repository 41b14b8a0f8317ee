"""mergeCustomers: the CRM decides, then the ERP and the orders follow, only forward (§3.5)."""

from typing import Any, cast

from gateway.orders.participants import erp_partner
from gateway.orders.refusals import require
from gateway.orders.saga.errand import Errand, done
from gateway.orders.store.claims import Claim
from gateway.orders.store.links import LinkStore
from gateway.orders.store.merging import MergeStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems import documents as gql
from gateway.orders.systems.client import System

Document = dict[str, Any]


class Merging(Errand):
    """The steps of one merge; each repeats safely."""

    def __init__(
        self, orders: OrderStore, merges: MergeStore, links: LinkStore, crm: System, erp: System
    ) -> None:
        super().__init__(orders)
        self._merges = merges
        self._links = links
        self._crm = crm
        self._erp = erp

    async def run(self, claim: Claim) -> Document:
        """Carry a merge to its answer with ``survivor_id``.

        Raises:
            RefusedError: nothing is merged anywhere.
            SystemUnavailableError: to be run again.
        """
        await self._require_mergeable(claim)
        survivor = await self._merge_in_crm(claim)
        losers = claim.request["duplicate_ids"]
        variables = {
            "survivor": erp_partner(survivor["id"], survivor, f"{claim.id}-partner"),
            "losers": losers,
            "request_id": f"{claim.id}-erp",
        }
        answer = await self._erp.call(gql.MERGE_PARTNERS, variables, claim.actor)
        require(answer["merge_partners"])
        await self._merges.re_link(claim.actor, survivor["id"], losers)
        await self._links.set_state(losers, "TOMBSTONE")
        return done(claim, "MERGED", survivor_id=survivor["id"])

    async def _merge_in_crm(self, claim: Claim) -> Document:
        """The pivot."""
        request = claim.request
        wanted = {name: request[name] for name in ("survivor_id", "duplicate_ids")}
        wanted |= {"versions": request["expected_versions"]}
        wanted |= {"field_choices": request.get("field_choices")}
        variables = {"input": wanted, "request_id": f"{claim.id}-crm"}
        answer = await self._crm.call(gql.MERGE_CUSTOMERS, variables, claim.actor)
        require(answer["merge_customer_records"])
        return cast("Document", answer["merge_customer_records"]["customer"])

    async def _require_mergeable(self, claim: Claim) -> None:
        """Asked before anything is written; after the pivot the ERP agrees to whatever it is."""
        request = claim.request
        ids = [request["survivor_id"], *request["duplicate_ids"]]
        answer = await self._erp.call(gql.CHECK_MERGE, {"ids": ids}, claim.actor)
        require(answer["check_partner_merge"])
