"""What the order process writes to partners, many at once."""

from functools import partial

import strawberry

from erp_service.graph.context import Info
from erp_service.graph.inputs import ErpPartnerInput
from erp_service.graph.internal import internal
from erp_service.graph.payloads import ErpPartnerPayload
from erp_service.merging import merge_partners
from erp_service.partners import upsert_partners
from erp_service.refusals import Refusal
from erp_service.writing import Answer


@strawberry.type
class PartnerMutation:
    """Copies of what the CRM masters."""

    @internal
    async def upsert_partners(
        self, info: Info, inputs: list[ErpPartnerInput]
    ) -> list[ErpPartnerPayload]:
        """Take over the newest versions of customers; the answers are in the order of the inputs.

        A version is its own request id: what is stored already changes nothing.
        """
        work = partial(upsert_partners, found=[each.to_data() for each in inputs])
        answer = await info.context.writer.carry_out("upsertPartners", None, work)
        info.context.forget()
        refused = Answer(refusals=answer.refusals)
        return [
            ErpPartnerPayload.of(refused if answer.refusals else Answer(each.customer_id))
            for each in inputs
        ]

    @internal
    async def merge_partners(
        self,
        info: Info,
        survivor: ErpPartnerInput,
        loser_ids: list[strawberry.ID],
        request_id: strawberry.ID,
    ) -> ErpPartnerPayload:
        """Re-link all that was sold to customers who became another one."""
        work = partial(merge_partners, survivor=survivor.to_data(), loser_ids=loser_ids)
        answer = await info.context.writer.carry_out("mergePartners", request_id, work)
        info.context.forget()
        return ErpPartnerPayload.of(answer)

    @internal
    async def check_partner_merge(
        self, info: Info, customer_ids: list[strawberry.ID]
    ) -> ErpPartnerPayload:
        """Whether partners can be one; nothing is written. What is open must add up."""
        found = await info.context.partners.load_many([str(each) for each in customer_ids])
        currencies = {each.price_list.currency for each in found if each is not None}
        if len(currencies) < 2:  # noqa: PLR2004 - none or one
            return ErpPartnerPayload.of(Answer())
        sold = " and ".join(sorted(currencies))
        message = f"the customers' prices are in {sold}; they cannot be one"
        return ErpPartnerPayload.of(Answer(refusals=(Refusal("INVALID", message, ("input",)),)))
