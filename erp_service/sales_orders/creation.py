"""createSalesOrder: the promise re-checked under the lock, then order and reservations at once."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import bindparam, exists, select, update

from chassis.deferred import execute_later
from chassis.identifiers import new_id
from erp_service.availability.pool import ZERO
from erp_service.availability.promise import Schedule
from erp_service.pricing.order import PricedLine, PricedOrder
from erp_service.pricing.steps import conditions
from erp_service.refusals import RefusedError
from erp_service.sales_orders import tables
from erp_service.sales_orders.contracts import callings_of, note_terms, target_errors
from erp_service.sales_orders.holds import release
from erp_service.sales_orders.promise import load_promise
from erp_service.sales_orders.record import Line, SalesOrder, new_schedule_line
from erp_service.sales_orders.repricing import PREPAYMENT_DAYS
from erp_service.sales_orders.request import OrderRequest, RequestLine
from erp_service.sales_orders.rules import check_discount
from erp_service.sales_orders.simulation import price_request
from erp_service.sales_orders.situation import Situation
from erp_service.sales_orders.status import LineQuantities
from erp_service.sales_orders.writing import insert_order
from erp_service.tables import partners
from erp_service.terms.buyer import Buyer
from erp_service.writing import Answer, Transaction

_HAS_REFERENCE = tables.sales_orders.c.external_reference == bindparam("reference")
# What is stored under the names that a request brings.
_TRACES = select(
    select(tables.sales_orders.c.number).where(_HAS_REFERENCE).scalar_subquery().label("number"),
    exists().where(tables.holds.c.id == bindparam("hold")).label("is_held"),
    exists()
    .where(tables.tombstones.c.external_reference == bindparam("reference"))
    .label("is_dead"),
)
_CHARGE = update(partners).where(partners.c.customer_id == bindparam("customer"))


async def create_sales_order(transaction: Transaction, request: OrderRequest) -> Answer:
    """The whole order exactly as promised, or a refusal and nothing.

    Raises:
        RefusedError: DUPLICATE_REFERENCE, NOT_ALLOWED_IN_STATE for a tombstone; else see
            ``load_promise``.
    """
    is_held = await _is_held(transaction, request)
    situation, schedules = await load_promise(transaction, request)
    # A merged partner's order is his survivor's.
    request = replace(request, customer_id=situation.customer_id)
    priced = price_request(request, situation)
    refusals = check_discount(request, priced) or await target_errors(
        transaction.connection, callings_of(request, priced), request.contracts
    )
    if refusals:
        raise RefusedError(*refusals)
    number = await _next_number(transaction, situation)
    order = compose(request, situation, schedules, priced, number)
    await note_terms(transaction, request.contracts, order.currency)
    await insert_order(transaction, order)
    await _charge(transaction, order, situation.buyer)
    if is_held and request.hold_id is not None:
        await release(transaction, request.hold_id)
    return Answer(order.id, order=order)


def compose(
    request: OrderRequest,
    situation: Situation,
    schedules: tuple[Schedule, ...],
    priced: PricedOrder,
    number: str,
) -> SalesOrder:
    """The order of a promise, with the outcome of the credit check."""
    credit = situation.buyer.check(priced.gross)
    today = situation.company.day_of(situation.moment)
    is_due = credit.prepayment_due > ZERO
    is_free = credit.status == "APPROVED" and not request.ship_to.missing
    return SalesOrder(
        id=new_id("sor"),
        number=number,
        external_reference=request.external_reference,
        revision=request.revision,
        version=1,
        credit_status=credit.status,
        customer_id=request.customer_id,
        customer_reference=request.customer_reference,
        requested_delivery_date=request.requested_delivery_date,
        delivery_policy=request.policy.value,
        delivery_block=situation.buyer.delivery_block,
        pricing_date=request.pricing_date or today,
        price_list=situation.price_list.code,
        currency=situation.currency,
        payment_terms=situation.buyer.terms.payment_terms,
        ship_to=request.ship_to,
        header_discount=request.header_discount,
        net_total=priced.net,
        taxes=priced.taxes,
        gross_total=priced.gross,
        prepayment_due=credit.prepayment_due,
        prepayment_due_date=today + PREPAYMENT_DAYS if is_due else None,
        prepaid=ZERO,
        refunded=ZERO,
        invoiced_gross=ZERO,
        settled=ZERO,
        confirmed_at=situation.moment if is_free and any(schedules) else None,
        updated_at=situation.moment,
        lines=tuple(_lines(request, situation, priced, schedules)),
        conditions=tuple(conditions(request.quantities, priced)),
    )


async def _next_number(transaction: Transaction, situation: Situation) -> str:
    year = situation.company.day_of(situation.moment).year
    return f"SO-{year}-{await transaction.next_number(f'SO-{year}'):06}"


async def _is_held(transaction: Transaction, request: OrderRequest) -> bool:
    """Whether the request's hold exists; its reference must be new."""
    reference = request.external_reference
    asked = {"reference": reference, "hold": request.hold_id}
    found = (await transaction.connection.execute(_TRACES, asked)).one()
    if found.number is not None:
        message = f"{reference} is order {found.number} already; look it up by its reference"
        raise RefusedError.of("DUPLICATE_REFERENCE", message, "externalReference")
    if found.is_dead:
        message = f"{reference} was cancelled before it arrived; place a new order"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "externalReference")
    return bool(found.is_held)


async def _charge(transaction: Transaction, order: SalesOrder, buyer: Buyer) -> None:
    """Count the order among what is open for its buyer, whose row was read under the lock.

    A new customer's first order also fixes his currency: the price list, and the limit in it.
    """
    change = {
        "customer": order.customer_id,
        "price_list": order.price_list,
        "credit_limit": buyer.terms.limit,
        "open_orders": buyer.position.open_orders + order.gross_total,
    }
    await execute_later(transaction.connection, _CHARGE, change)


def _lines(
    request: OrderRequest,
    situation: Situation,
    priced: PricedOrder,
    schedules: tuple[Schedule, ...],
) -> Iterator[Line]:
    rows = zip(request.lines, priced.lines, schedules, strict=True)
    for position, (line, price, schedule) in enumerate(rows, 1):
        yield _line(position, line, price, schedule, situation)


def _line(
    position: int,
    line: RequestLine,
    price: PricedLine,
    schedule: Schedule,
    situation: Situation,
) -> Line:
    confirmed = sum((part.quantity for part in schedule), ZERO)
    default = situation.company.default.code
    return Line(
        id=line.line_id,
        position=position,
        sku=line.sku,
        unit=situation.items[line.sku].base_unit,
        warehouse=schedule[0].warehouse if schedule else default,
        requested_delivery_date=line.requested_delivery_date,
        quantities=LineQuantities(line.quantity, confirmed),
        schedule=tuple(map(new_schedule_line, schedule)),
        unit_price=price.unit_price,
        discount_percent=price.discount_percent,
        discount_amount=price.discount_amount,
        net_amount=price.net_amount,
        tax_category=price.tax_category,
        price_kind=price.price_kind,
        contract_line_id=None if line.contract is None else line.contract.line_id,
    )
