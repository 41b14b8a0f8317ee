"""Writes of the reconciliation."""

from functools import partial

import strawberry

from erp_service.graph.context import Info
from erp_service.graph.inputs import ErpPartnerInput
from erp_service.graph.internal import internal
from erp_service.graph.payloads import ErpPartnerPayload, ErpPayload
from erp_service.partners import restore_partner
from erp_service.sales_orders.raising import raise_revision
from erp_service.sales_orders.reassigning import reassign_sales_order


@strawberry.type
class RestoringMutation:
    """What brings the ERP back into step."""

    @internal
    async def restore_partner(
        self,
        info: Info,
        input: ErpPartnerInput,  # noqa: A002 - the argument's name
        expected_version: int,
    ) -> ErpPartnerPayload:
        """Overwrite a copy that was changed here, whatever its version."""
        work = partial(restore_partner, data=input.to_data(), expected_version=expected_version)
        answer = await info.context.writer.carry_out("restorePartner", input.request_id, work)
        info.context.forget()
        return ErpPartnerPayload.of(answer)

    @internal
    async def raise_revision(
        self,
        info: Info,
        external_reference: strawberry.ID,
        expected_revision: int,
        new_revision: int,
        request_id: strawberry.ID,
    ) -> ErpPayload:
        """The order as it is, under a higher revision."""
        work = partial(
            raise_revision,
            external_reference=external_reference,
            expected_revision=expected_revision,
            new_revision=new_revision,
        )
        answer = await info.context.writer.carry_out("raiseRevision", request_id, work)
        return await ErpPayload.of(info, answer)

    @internal
    async def reassign_sales_order(
        self,
        info: Info,
        external_reference: strawberry.ID,
        customer_id: strawberry.ID,
        request_id: strawberry.ID,
    ) -> ErpPayload:
        """The order as it is, sold to another partner."""
        work = partial(
            reassign_sales_order, external_reference=external_reference, customer_id=customer_id
        )
        answer = await info.context.writer.carry_out("reassignSalesOrder", request_id, work)
        return await ErpPayload.of(info, answer)
