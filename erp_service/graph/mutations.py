"""Writes: the order process's, which clients cannot see, and finance's."""

from dataclasses import replace
from functools import partial

import strawberry

from chassis.clock import now
from erp_service.graph.common import user_errors
from erp_service.graph.context import Info
from erp_service.graph.inputs import ErpPartnerInput, ErpProspectInput, ErpSalesOrderInput
from erp_service.graph.internal import internal
from erp_service.graph.payloads import (
    ErpHoldPayload,
    ErpPartnerPayload,
    ErpPayload,
    load_partner,
)
from erp_service.graph.simulation import ErpSimulation
from erp_service.partners import upsert_partner
from erp_service.refusals import RefusedError
from erp_service.sales_orders.creation import create_sales_order
from erp_service.sales_orders.holds import hold_availability, release_hold
from erp_service.sales_orders.rules import check_dates, check_request
from erp_service.sales_orders.simulation import simulate
from erp_service.sales_orders.situation import load_situation
from erp_service.terms.credit import LIMIT_CURRENCY
from erp_service.writing import Answer


@strawberry.type
class Mutation:
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
                situation = await load_situation(connection, request, facts)
            refusals = (*check_request(request, situation), *check_dates(request, situation))
        except RefusedError as error:
            refusals = error.refusals
        if refusals:
            currency = request.currency or LIMIT_CURRENCY
            return ErpSimulation.refused(refusals, now(), currency)
        return ErpSimulation.of(simulate(request, situation), situation)

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
        partner = await load_partner(info, answer)
        return ErpPartnerPayload(partner=partner, user_errors=user_errors(answer.refusals))

    @internal
    async def create_sales_order(self, info: Info, input: ErpSalesOrderInput) -> ErpPayload:  # noqa: A002 - the argument's name
        """The whole order exactly as promised, or a refusal and nothing."""
        request = input.to_request()
        work = partial(create_sales_order, request=request)
        answer = await info.context.writer.carry_out("createSalesOrder", request.request_id, work)
        return await ErpPayload.of(info, answer)
