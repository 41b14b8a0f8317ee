"""The ERP's partners in a repair: copies restored, orders linked to whom they belong."""

from typing import Any

from gateway.orders.participants import erp_partner
from gateway.orders.reconciliation.case import Case, Outcome, refused
from gateway.orders.refusals import require
from gateway.orders.saga.crm import CrmSteps
from gateway.orders.store.merging import MergeStore
from gateway.orders.systems import comparison_documents, documents, repair_documents
from gateway.orders.systems.client import System

Document = dict[str, Any]


class PartnerSteps:
    """Each step repeats safely."""

    def __init__(self, erp: System, customers: CrmSteps, merges: MergeStore) -> None:
        self._erp = erp
        self._customers = customers
        self._merges = merges

    async def restore(self, case: Case) -> Outcome:
        """The CRM's customer as he is now goes over the ERP's copy."""
        customer_id = case.conflict["entity_id"]
        text, actor = comparison_documents.PARTNERS, case.claim.actor
        answer = await self._erp.call(text, {"ids": [customer_id]}, actor)
        for partner in answer["partners_by_customer"]:
            told = await self._told(case, customer_id, "restored")
            variables = {"input": told, "version": partner["version"]}
            restored = await self._erp.call(repair_documents.RESTORE_PARTNER, variables, actor)
            require(restored["restore_partner"])
        return Outcome()

    async def relink(self, case: Case) -> Outcome:
        """What the merged customer has in the ERP and here becomes the survivor's.

        Raises:
            RefusedError: an erased customer has none.
        """
        gone = str(case.conflict["erp_value"])
        person = None if case.pair is None else case.pair.people.get(gone)
        survivor = None if person is None else person.merged_into
        if survivor is None:
            message = f"{gone} was not merged into anybody; cancel the order, or close it"
            raise refused("NOT_FOUND", message)
        variables = {
            "survivor": await self._told(case, survivor, "survivor"),
            "losers": [gone],
            "request_id": case.request_id("merged"),
        }
        answer = await self._erp.call(documents.MERGE_PARTNERS, variables, case.claim.actor)
        require(answer["merge_partners"])
        await self._merges.re_link(case.claim.actor, survivor, [gone])
        return Outcome({"customer_id": survivor})

    async def sell_to(self, case: Case, customer_id: str) -> Document:
        """Another partner's order from now on; gives what the order's document says then.

        Raises:
            RefusedError: goods have left.
        """
        inputs = [await self._told(case, customer_id, "told")]
        actor = case.claim.actor
        answer = await self._erp.call(documents.UPSERT_PARTNERS, {"inputs": inputs}, actor)
        for payload in answer["upsert_partners"]:
            require(payload)
        variables = {"reference": case.conflict["entity_id"], "customer_id": customer_id}
        variables["request_id"] = case.request_id("reassigned")
        text = repair_documents.REASSIGN_SALES_ORDER
        require((await self._erp.call(text, variables, actor))["reassign_sales_order"])
        return {"customer_id": customer_id}

    async def _told(self, case: Case, customer_id: str, step: str) -> Document:
        wanted = {"customer_id": customer_id}
        customer = await self._customers.customer_of_order(case.claim, wanted)
        return erp_partner(customer_id, customer, case.request_id(step))
