"""startPicking and postShipment: one delivery's goods, off the shelf and out of the house."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, update

from chassis.clock import now
from erp_service.availability.pool import ZERO
from erp_service.fulfilment.movements import pick, put_back, ship
from erp_service.fulfilment.planning import deliveries_of, order_of
from erp_service.fulfilment.stock import take_from_stock
from erp_service.refusals import Refusal, RefusedError
from erp_service.sales_orders.changes import HELD, load_for_change, touched
from erp_service.sales_orders.record import SalesOrder
from erp_service.sales_orders.tables import deliveries, delivery_lines
from erp_service.sales_orders.writing import replace_order
from erp_service.store.documents import Delivery, DeliveryLine, load_deliveries
from erp_service.writing import Answer, Transaction


@dataclass(frozen=True, slots=True)
class Packed:
    """So much of one line of the order."""

    line_id: str
    quantity: Decimal


async def start_picking(
    transaction: Transaction, delivery_id: str, lines: Sequence[Packed]
) -> Answer:
    """Pick for a planned delivery; what is left out of it stays planned.

    Raises:
        RefusedError: NOT_FOUND, NOT_ALLOWED_IN_STATE, INVALID.
    """
    order, delivery = await _load(transaction, delivery_id)
    if delivery.state != "PLANNED":
        message = f"{delivery.number} is {delivery.state}; only a planned delivery is picked"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "deliveryId")
    quantities = _quantities(delivery, lines)
    picked = touched(pick(order, delivery, quantities))
    begun = replace(delivery, state="PICKING", lines=_packed(delivery, quantities))
    await _store(transaction, begun, order.external_reference)
    await replace_order(transaction, picked, order)
    return Answer(order.id, order=picked)


async def post_shipment(
    transaction: Transaction, delivery_id: str, lines: Sequence[Packed], tracking: str | None
) -> Answer:
    """The goods leave; what was picked and is left out goes back and stays planned.

    Raises:
        RefusedError: NOT_FOUND, NOT_ALLOWED_IN_STATE, INVALID, INSUFFICIENT_AVAILABILITY.
    """
    order, delivery = await _load(transaction, delivery_id)
    if delivery.state not in {"PLANNED", "PICKING", "PICKED"}:
        message = f"{delivery.number} is {delivery.state}; it cannot be shipped"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "deliveryId")
    quantities = _quantities(delivery, lines)
    await take_from_stock(transaction, order, delivery, quantities)
    if delivery.state == "PLANNED":
        order_picked = pick(order, delivery, quantities)
    else:
        left = {
            each.sales_order_line_id: each.quantity - quantities.get(each.sales_order_line_id, ZERO)
            for each in delivery.lines
        }
        order_picked = put_back(order, delivery, left)
    shipped = touched(ship(order_picked, delivery, quantities))
    sent = replace(
        delivery,
        state="SHIPPED",
        shipped_at=now(),
        tracking_number=tracking,
        lines=_packed(delivery, quantities),
    )
    is_new = delivery.state == "PLANNED"
    await _store(transaction, sent, order.external_reference, is_new=is_new)
    await replace_order(transaction, shipped, order)
    return Answer(order.id, order=shipped)


async def _load(transaction: Transaction, delivery_id: str) -> tuple[SalesOrder, Delivery]:
    connection = transaction.connection
    known = await load_deliveries(connection, "id", {delivery_id})
    order_id = known[0].sales_order_id if known else order_of(delivery_id)
    message = f"there is no delivery {delivery_id}; read the order's deliveries"
    if order_id is None:
        raise RefusedError.of("NOT_FOUND", message, "deliveryId")
    order = await load_for_change(transaction, "id", order_id, "deliveryId")
    stored = await load_deliveries(connection, "sales_order_id", {order_id})
    found = [each for each in deliveries_of(order, stored) if each.id == delivery_id]
    if not found:
        raise RefusedError.of("NOT_FOUND", message, "deliveryId")
    _require_free(order)
    return order, found[0]


def _require_free(order: SalesOrder) -> None:
    """Nothing leaves the shelf while the credit check or a block holds the order (section 2.2)."""
    message = None
    if order.delivery_block:
        message = f"{order.number} has a delivery block; it must be lifted first"
    elif order.credit_status in HELD:
        message = f"{order.number} is {order.credit_status}; it must be paid or released first"
    elif order.ship_to.missing:
        message = (
            f"{order.number} lacks {', '.join(order.ship_to.missing)}; amend its address first"
        )
    if message is not None:
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "deliveryId")


def _quantities(delivery: Delivery, lines: Sequence[Packed]) -> Mapping[str, Decimal]:
    refusals = tuple(_problems(delivery, lines))
    if refusals:
        raise RefusedError(*refusals)
    return {each.line_id: each.quantity for each in lines}


def _problems(delivery: Delivery, lines: Sequence[Packed]) -> Iterator[Refusal]:
    room = {each.sales_order_line_id: each.quantity for each in delivery.lines}
    if not lines or len({each.line_id for each in lines}) != len(lines):
        yield Refusal("INVALID", "every line is named once; send at least one", ("lines",))
    for index, each in enumerate(lines):
        path = ("lines", str(index))
        if each.line_id not in room:
            message = f"{delivery.number} has no line {each.line_id}"
            yield Refusal("INVALID", message, (*path, "salesOrderLineId"))
        elif not ZERO < each.quantity <= room[each.line_id]:
            message = f"{delivery.number} has {room[each.line_id]:f} of it; send 1 to that many"
            yield Refusal("INVALID", message, (*path, "quantity"))


def _packed(delivery: Delivery, quantities: Mapping[str, Decimal]) -> tuple[DeliveryLine, ...]:
    return tuple(
        replace(each, quantity=quantities[each.sales_order_line_id])
        for each in delivery.lines
        if each.sales_order_line_id in quantities
    )


async def _store(
    transaction: Transaction, delivery: Delivery, about: str, *, is_new: bool = True
) -> None:
    names = [name for name in Delivery.__dataclass_fields__ if name != "lines"]
    values: dict[str, Any] = {name: getattr(delivery, name) for name in names}
    connection = transaction.connection
    if is_new:
        await connection.execute(insert(deliveries), values)
    else:
        mine = deliveries.c.id == delivery.id
        await connection.execute(update(deliveries).where(mine).values(values))
        old = delivery_lines.c.delivery_id == delivery.id
        await connection.execute(delete(delivery_lines).where(old))
    rows = [
        {
            "delivery_id": delivery.id,
            "sales_order_line_id": each.sales_order_line_id,
            "sku": each.sku,
            "quantity": each.quantity,
        }
        for each in delivery.lines
    ]
    await connection.execute(insert(delivery_lines), rows)
    facts = {"state": delivery.state, "trackingNumber": delivery.tracking_number, "lines": rows}
    await transaction.audit("Delivery", delivery.id, facts, about)
