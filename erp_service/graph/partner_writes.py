"""What the order process writes to partners, many at once."""

from functools import partial

import strawberry

from erp_service.graph.context import Info
from erp_service.graph.inputs import ErpPartnerInput
from erp_service.graph.internal import internal
from erp_service.graph.payloads import ErpPartnerPayload
from erp_service.partners import upsert_partners
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
