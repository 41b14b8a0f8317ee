"""The simulation's answer, as the order process reads it."""

from datetime import datetime
from decimal import Decimal
from typing import Self

import strawberry

from chassis.scalars import DateScalar, DateTimeScalar, DecimalScalar
from erp_service.availability.promise import Promise
from erp_service.graph.common import Money, UserError, quantity, user_errors
from erp_service.graph.enums import CreditStatus
from erp_service.graph.partners import CustomerTerms
from erp_service.graph.sales_orders import TaxAmount
from erp_service.refusals import Refusal
from erp_service.sales_orders import simulation
from erp_service.sales_orders.situation import Situation


@strawberry.federation.type(inaccessible=True)
class ErpSimulatedSchedule:
    """One delivery; ``basis`` is STOCK, RECEIPT or LEAD_TIME."""

    delivery_date: DateScalar
    ship_date: DateScalar
    quantity: DecimalScalar
    warehouse: strawberry.ID
    basis: str

    @classmethod
    def of(cls, promise: Promise) -> Self:
        """From a promise."""
        return cls(
            delivery_date=DateScalar(promise.delivery_date),
            ship_date=DateScalar(promise.ship_date),
            quantity=quantity(promise.quantity),
            warehouse=strawberry.ID(promise.warehouse),
            basis=promise.basis,
        )


@strawberry.federation.type(inaccessible=True)
class ErpAlternative:
    """What a short line may become; kinds as the process's ProposalKind."""

    kind: str
    sku: strawberry.ID
    quantity: DecimalScalar
    deliveries: list[ErpSimulatedSchedule]
    unit_price: Money | None
    line_net_amount: Money
    order_gross_total: Money
    held_candidate: bool

    @classmethod
    def of(cls, alternative: simulation.Alternative, currency: str) -> Self:
        """From the simulation."""
        proposal, price = alternative.proposal, alternative.unit_price
        return cls(
            kind=proposal.kind,
            sku=strawberry.ID(proposal.sku),
            quantity=quantity(proposal.quantity),
            deliveries=[ErpSimulatedSchedule.of(each) for each in proposal.deliveries],
            unit_price=None if price is None else Money.of_unit(price, currency),
            line_net_amount=Money.of(alternative.line_net, currency),
            order_gross_total=Money.of(alternative.order_gross, currency),
            held_candidate=proposal.held_candidate,
        )


@strawberry.federation.type(inaccessible=True)
class ErpSimulatedLine:
    """A line's price, promise and alternatives."""

    line_id: strawberry.ID
    sku: strawberry.ID
    quantity: DecimalScalar
    requested_delivery_date: DateScalar
    unit_price: Money
    discount_percent: DecimalScalar
    discount_amount: Money
    net_amount: Money
    effective_date: DateScalar
    alternatives: list[ErpAlternative]
    confirmed: list[ErpSimulatedSchedule]
    available_on_requested_date: DecimalScalar
    full_quantity_on: DateScalar | None

    @classmethod
    def of(cls, line: simulation.SimulatedLine, currency: str) -> Self:
        """From the simulation."""
        priced = line.priced
        return cls(
            line_id=strawberry.ID(line.line_id),
            sku=strawberry.ID(line.sku),
            quantity=quantity(line.quantity),
            requested_delivery_date=DateScalar(line.requested_date),
            unit_price=Money.of_unit(priced.unit_price, currency),
            discount_percent=quantity(priced.discount_percent),
            discount_amount=Money.of(priced.discount_amount, currency),
            net_amount=Money.of(priced.net_amount, currency),
            effective_date=DateScalar(line.effective_date),
            alternatives=[ErpAlternative.of(each, currency) for each in line.alternatives],
            confirmed=[ErpSimulatedSchedule.of(each) for each in line.confirmed],
            available_on_requested_date=quantity(line.available),
            full_quantity_on=None if line.full_on is None else DateScalar(line.full_on),
        )


@strawberry.federation.type(inaccessible=True)
class ErpSimulation:
    """What an order would be. A refused request has errors, no terms and no lines."""

    as_of: DateTimeScalar
    net_total: Money
    taxes: list[TaxAmount]
    gross_total: Money
    exposure_after: Money | None
    prepayment_due: Money
    credit_limit: Money | None
    pricing_date: DateScalar
    terms: CustomerTerms | None
    credit_status: CreditStatus
    lines: list[ErpSimulatedLine]
    user_errors: list[UserError]

    @classmethod
    def of(cls, found: simulation.Simulation, situation: Situation) -> Self:
        """From the simulation."""
        currency, priced, credit = situation.currency, found.priced, found.credit
        terms = CustomerTerms.of(situation.buyer.terms, situation.price_list, found.treatment)
        limit = situation.buyer.terms.limit
        return cls(
            as_of=DateTimeScalar(situation.moment),
            net_total=Money.of(priced.net, currency),
            taxes=[TaxAmount.of(tax, currency) for tax in priced.taxes],
            gross_total=Money.of(priced.gross, currency),
            exposure_after=Money.of(credit.exposure_after, currency),
            prepayment_due=Money.of(credit.prepayment_due, currency),
            credit_limit=None if limit is None else Money.of(limit, currency),
            pricing_date=DateScalar(situation.company.day_of(situation.moment)),
            terms=terms,
            credit_status=CreditStatus(credit.status),
            lines=[ErpSimulatedLine.of(line, currency) for line in found.lines],
            user_errors=[],
        )

    @classmethod
    def refused(cls, refusals: tuple[Refusal, ...], moment: datetime, currency: str) -> Self:
        """Nothing was simulated."""
        zero = Money.of(Decimal(0), currency)
        return cls(
            as_of=DateTimeScalar(moment),
            net_total=zero,
            taxes=[],
            gross_total=zero,
            exposure_after=None,
            prepayment_due=zero,
            credit_limit=None,
            pricing_date=DateScalar(moment.date()),
            terms=None,
            credit_status=CreditStatus.NOT_CHECKED,
            lines=[],
            user_errors=user_errors(refusals),
        )
