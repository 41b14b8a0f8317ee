"""Writes: the order process's, which clients cannot see, and finance's."""

from dataclasses import replace
from functools import partial

import strawberry

from chassis.clock import now
from chassis.decimals import show_quantity
from chassis.scalars import DecimalScalar
from erp_service.erasure import block_partner
from erp_service.graph.context import Info
from erp_service.graph.fulfilment import FINANCE, FulfilmentMutation
from erp_service.graph.inputs import (
    ErpCancelLineInput,
    ErpPartnerInput,
    ErpProspectInput,
    ErpSalesOrderChangeInput,
    ErpSalesOrderInput,
)
from erp_service.graph.internal import internal
from erp_service.graph.partner_writes import PartnerMutation
from erp_service.graph.payloads import (
    ErpHoldPayload,
    ErpPartnerPayload,
    ErpPartnerTermsPayload,
    ErpPayload,
)
from erp_service.graph.receiving import ReceivingMutation
from erp_service.graph.restoring import RestoringMutation
from erp_service.graph.simulation import ErpSimulation
from erp_service.partners import set_credit_limit, upsert_partner
from erp_service.pricing.order import PricedOrder
from erp_service.refusals import Refusal, RefusedError
from erp_service.sales_orders.amending.change import (
    change_sales_order,
    hold_change,
    priced,
    require_targets,
)
from erp_service.sales_orders.amending.request import OrderChange
from erp_service.sales_orders.amending.simulation import simulate_change
from erp_service.sales_orders.amending.situation import Amendment, load_amendment
from erp_service.sales_orders.blocking import set_delivery_block
from erp_service.sales_orders.cancellation import Cancellation, cancel_sales_order
from erp_service.sales_orders.changes import (
    load_order,
    record_prepayment,
    release_credit,
    require_revision,
)
from erp_service.sales_orders.contracts import callings_of, target_errors
from erp_service.sales_orders.creation import create_sales_order
from erp_service.sales_orders.holds import hold_availability, release_hold
from erp_service.sales_orders.request import OrderRequest
from erp_service.sales_orders.rules import check_dates, check_discount, check_request
from erp_service.sales_orders.simulation import simulate
from erp_service.sales_orders.situation import load_situation
from erp_service.terms.credit import LIMIT_CURRENCY
from erp_service.writing import Answer


@strawberry.type
class Mutation(FulfilmentMutation, ReceivingMutation, PartnerMutation, RestoringMutation):
    """Writes."""

    @internal
    async def simulate_sales_order(
        self,
        info: Info,
        input: ErpSalesOrderInput,  # noqa: A002 - the argument's name
        prospect: ErpProspectInput | None = None,
    ) -> ErpSimulation:
        """Price, terms and promises of an order; nothing is written."""
        request = input.to_request()
        facts = None if prospect is None else prospect.to_prospect()
        try:
            async with info.context.database.read() as connection:
                situation = await load_situation(
                    connection, info.context.master_data, request, facts
                )
            refusals = (*check_request(request, situation), *check_dates(request, situation))
        except RefusedError as error:
            refusals = error.refusals
        if refusals:
            currency = request.currency or LIMIT_CURRENCY
            return ErpSimulation.refused(refusals, now(), currency)
        found = simulate(request, situation)
        refusals = check_discount(request, found.priced) or await _over_targets(
            info, request, found.priced
        )
        if refusals:
            return ErpSimulation.refused(refusals, situation.moment, situation.currency)
        return ErpSimulation.of(found, situation)

    @internal
    async def hold_availability(
        self,
        info: Info,
        input: ErpSalesOrderInput,  # noqa: A002 - the argument's name
        hold_id: strawberry.ID,
        minutes: int,
        request_id: strawberry.ID,
    ) -> ErpHoldPayload:
        """Soft reservation while the agent talks; the same id again replaces the former one."""
        request = replace(input.to_request(), hold_id=hold_id)
        work = partial(hold_availability, request=request, hold_id=hold_id, minutes=minutes)
        return ErpHoldPayload.of(
            await info.context.writer.carry_out("holdAvailability", request_id, work)
        )

    @internal
    async def release_hold(
        self, info: Info, hold_id: strawberry.ID, request_id: strawberry.ID
    ) -> ErpHoldPayload:
        """End a hold before its time."""
        work = partial(release_hold, hold_id=hold_id)
        return ErpHoldPayload.of(
            await info.context.writer.carry_out("releaseHold", request_id, work)
        )

    @internal
    async def upsert_partner(self, info: Info, input: ErpPartnerInput) -> ErpPartnerPayload:  # noqa: A002 - the argument's name
        """Take over a customer's newest version; an older one changes nothing."""
        known = await info.context.partners.load(input.customer_id)
        answer = Answer(input.customer_id)
        if known is None or known.version < input.customer_version:
            work = partial(upsert_partner, data=input.to_data())
            answer = await info.context.writer.carry_out("upsertPartner", input.request_id, work)
            info.context.forget()
        return ErpPartnerPayload.of(answer)

    @internal
    async def create_sales_order(self, info: Info, input: ErpSalesOrderInput) -> ErpPayload:  # noqa: A002 - the argument's name
        """The whole order exactly as promised, or a refusal and nothing."""
        request = input.to_request()
        work = partial(create_sales_order, request=request)
        answer = await info.context.writer.carry_out("createSalesOrder", request.request_id, work)
        return await ErpPayload.of(info, answer)

    @internal
    async def simulate_sales_order_change(
        self,
        info: Info,
        input: ErpSalesOrderChangeInput,  # noqa: A002 - the argument's name
    ) -> ErpSimulation:
        """What a change would make of an order; nothing is written."""
        try:
            amendment = await _amendment(info, input.to_change())
        except RefusedError as error:
            return ErpSimulation.refused(error.refusals, now(), LIMIT_CURRENCY)
        return ErpSimulation.of(simulate_change(amendment), amendment.situation)

    @internal
    async def hold_sales_order_change(
        self,
        info: Info,
        input: ErpSalesOrderChangeInput,  # noqa: A002 - the argument's name
        hold_id: strawberry.ID,
        minutes: int,
        request_id: strawberry.ID,
    ) -> ErpHoldPayload:
        """Keep for a while what a change adds; the same id again replaces the former hold."""
        work = partial(hold_change, change=input.to_change(), hold_id=hold_id, minutes=minutes)
        return ErpHoldPayload.of(
            await info.context.writer.carry_out("holdSalesOrderChange", request_id, work)
        )

    @internal
    async def change_sales_order(
        self,
        info: Info,
        input: ErpSalesOrderChangeInput,  # noqa: A002 - the argument's name
    ) -> ErpPayload:
        """All of a change or nothing; the availability is checked again (R-AMD-2)."""
        work = partial(change_sales_order, change=input.to_change())
        answer = await info.context.writer.carry_out("changeSalesOrder", input.request_id, work)
        return await ErpPayload.of(info, answer)

    @internal
    async def cancel_sales_order(
        self,
        info: Info,
        external_reference: strawberry.ID,
        expected_revision: int,
        request_id: strawberry.ID,
        reason: str,
        lines: list[ErpCancelLineInput] | None = None,
    ) -> ErpPayload:
        """All of an order, or a part; what is cancelled already stays so."""
        parts = None if lines is None else tuple(line.to_part() for line in lines)
        wanted = Cancellation(external_reference, expected_revision, parts, reason)
        work = partial(cancel_sales_order, wanted=wanted)
        answer = await info.context.writer.carry_out("cancelSalesOrder", request_id, work)
        return await ErpPayload.of(info, answer)

    @internal
    async def set_delivery_block(
        self, info: Info, external_reference: strawberry.ID, blocked: bool, reason: str
    ) -> ErpPayload:
        """Keep an order in the house, or let it go again; its reservation stays."""
        work = partial(
            set_delivery_block,
            external_reference=external_reference,
            blocked=blocked,
            reason=reason,
        )
        answer = await info.context.writer.carry_out("setDeliveryBlock", None, work)
        return await ErpPayload.of(info, answer)

    @internal
    async def block_partner(
        self, info: Info, customer_id: strawberry.ID, request_id: strawberry.ID
    ) -> ErpPartnerPayload:
        """The ERP's part of an erasure, with what the law retains."""
        work = partial(block_partner, customer_id=customer_id)
        answer = await info.context.writer.carry_out("blockPartner", request_id, work)
        info.context.forget()
        return ErpPartnerPayload.of(answer)

    @strawberry.mutation
    async def record_prepayment(
        self,
        info: Info,
        sales_order_id: strawberry.ID,
        amount: DecimalScalar,
        payment_reference: str,
        idempotency_key: str,
    ) -> ErpPayload:
        """Money received before shipment; what is due and paid in full frees the order."""
        info.context.require_scope(FINANCE)
        work = partial(
            record_prepayment,
            order_id=sales_order_id,
            amount=amount,
            payment_reference=payment_reference,
        )
        request = [sales_order_id, show_quantity(amount), payment_reference]
        answer = await info.context.writer.carry_out_keyed(
            "recordPrepayment", idempotency_key, work, request
        )
        return await ErpPayload.of(info, answer)

    @strawberry.mutation
    async def release_credit(
        self, info: Info, sales_order_id: strawberry.ID, expected_revision: int, reason: str
    ) -> ErpPayload:
        """Finance lets an order go that the credit check held."""
        info.context.require_scope(FINANCE)
        work = partial(
            release_credit,
            order_id=sales_order_id,
            expected_revision=expected_revision,
            reason=reason,
        )
        answer = await info.context.writer.carry_out("releaseCredit", None, work)
        return await ErpPayload.of(info, answer)

    @strawberry.mutation
    async def set_credit_limit(
        self,
        info: Info,
        customer_id: strawberry.ID,
        reason: str,
        limit: DecimalScalar | None = None,
    ) -> ErpPartnerTermsPayload:
        """Finance's decision in the price list's currency; without a limit there is none."""
        info.context.require_scope(FINANCE)
        work = partial(set_credit_limit, customer_id=customer_id, limit=limit, reason=reason)
        answer = await info.context.writer.carry_out("setCreditLimit", None, work)
        info.context.forget()
        return ErpPartnerTermsPayload.of(answer)


async def _amendment(info: Info, change: OrderChange) -> Amendment:
    async with info.context.database.read() as connection:
        reference = change.external_reference
        order = await load_order(connection, "external_reference", reference, "externalReference")
        require_revision(order, change.expected_revision)
        amendment = await load_amendment(connection, info.context.master_data, order, change)
        await require_targets(connection, change, priced(amendment, amendment.drafted), order)
        return amendment


async def _over_targets(
    info: Info, request: OrderRequest, priced: PricedOrder
) -> tuple[Refusal, ...]:
    if not any(request.contracts):
        return ()
    async with info.context.database.read() as connection:
        return await target_errors(connection, callings_of(request, priced), request.contracts)
