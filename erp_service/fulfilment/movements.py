"""What picking and shipping do to the quantities of an order. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from erp_service.availability.pool import ZERO
from erp_service.sales_orders.record import Line, SalesOrder, ScheduleLine
from erp_service.store.documents import Delivery

Quantities = Mapping[str, Decimal]
Room = Callable[[ScheduleLine], Decimal]
Move = Callable[[ScheduleLine, Decimal], ScheduleLine]


def pick(order: SalesOrder, delivery: Delivery, quantities: Quantities) -> SalesOrder:
    """Take so much of each line, by line id, from the shelf for the delivery."""

    def move(part: ScheduleLine, quantity: Decimal) -> ScheduleLine:
        return replace(part, picked=part.picked + quantity)

    return _moved(order, delivery, quantities, lambda part: part.confirmed - part.picked, move)


def put_back(order: SalesOrder, delivery: Delivery, quantities: Quantities) -> SalesOrder:
    """Back onto the shelf: picked for the delivery and not shipped with it."""

    def move(part: ScheduleLine, quantity: Decimal) -> ScheduleLine:
        return replace(part, picked=part.picked - quantity)

    return _moved(order, delivery, quantities, lambda part: part.picked - part.shipped, move)


def ship(order: SalesOrder, delivery: Delivery, quantities: Quantities) -> SalesOrder:
    """What is picked leaves; it is reserved no more."""

    def move(part: ScheduleLine, quantity: Decimal) -> ScheduleLine:
        reserved = part.reserved - min(part.reserved, quantity)
        return replace(part, shipped=part.shipped + quantity, reserved=reserved)

    return _moved(order, delivery, quantities, lambda part: part.picked - part.shipped, move)


def _moved(
    order: SalesOrder, delivery: Delivery, quantities: Quantities, room: Room, move: Move
) -> SalesOrder:
    key = delivery.planned_ship_date, delivery.warehouse
    lines = tuple(
        _moved_line(line, key, quantities.get(line.id, ZERO), room, move) for line in order.lines
    )
    return replace(order, lines=lines)


def _moved_line(
    line: Line, key: tuple[object, str], quantity: Decimal, room: Room, move: Move
) -> Line:
    parts = []
    for part in line.schedule:
        is_in = (part.ship_date, part.warehouse) == key
        moved = min(room(part), quantity) if is_in else ZERO
        quantity -= moved
        parts.append(move(part, moved) if moved > ZERO else part)
    if quantity > ZERO:
        raise AssertionError(f"line {line.id} has {quantity} less in the delivery than was checked")
    picked = sum((part.picked for part in parts), ZERO)
    shipped = sum((part.shipped for part in parts), ZERO)
    quantities = replace(line.quantities, picked=picked, shipped=shipped)
    return replace(line, schedule=tuple(parts), quantities=quantities)
