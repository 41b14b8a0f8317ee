"""An order that was held too long: its goods were given free, and are promised anew when it may go.

Section 2.2: a reservation that waits for a prepayment ends with the day on which that is due; a
later payment, finance's release, or a change that sets a new day triggers a new check. What can
still be kept is kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chassis.clock import now
from erp_service.availability.pool import ZERO
from erp_service.availability.promise import (
    DeliveryPolicy,
    Route,
    Wanted,
    later_schedule,
    split_schedule,
)
from erp_service.availability.supply import Supply
from erp_service.sales_orders.record import Line, SalesOrder, ScheduleLine, reservation_end
from erp_service.sales_orders.scheduling import scheduled
from erp_service.store.items import Item, load_items, lock_items
from erp_service.store.supply import load_stock
from erp_service.writing import Transaction


async def renewed(transaction: Transaction, order: SalesOrder, before: SalesOrder) -> SalesOrder:
    """The order as it may go on from ``before``, its promises checked anew where they had ended."""
    company, moment = transaction.master_data.company, now()
    zone = company.default.time_zone
    had_ended = _has_ended(reservation_end(before, zone), moment)
    if not had_ended or _has_ended(reservation_end(order, zone), moment):
        return order
    skus = {line.sku for line in order.lines}
    await lock_items(transaction.connection, skus)
    items = await load_items(transaction.connection, skus)
    own = [line.id for line in order.lines]
    stock = await load_stock(transaction.connection, skus, moment, own)
    routes = company.routes(order.ship_to.country, moment)
    return renew(order, Supply(stock.pools(items.values(), company, moment), routes), items)


def renew(order: SalesOrder, supply: Supply, items: Mapping[str, Item]) -> SalesOrder:
    """Keep what can be kept, promise the rest at the earliest days. Pure."""
    lines = []
    for line in order.lines:
        kept, supply = _keep(line, supply)
        lost = line.quantities.confirmed - sum((part.confirmed for part in kept.schedule), ZERO)
        if lost > ZERO:
            source = supply.source(line.sku, line.warehouse)
            day = source.route.calendar.on_or_after(line.requested_delivery_date)
            wanted = Wanted(lost, items[line.sku].multiple, day)
            is_split = order.delivery_policy == DeliveryPolicy.SPLIT
            schedule = (split_schedule if is_split else later_schedule)(
                source.pool, source.route, wanted
            )
            supply, kept = supply.take(line.sku, schedule), scheduled(kept, schedule)
        lines.append(kept)
    return replace(order, lines=tuple(lines))


def _keep(line: Line, supply: Supply) -> tuple[Line, Supply]:
    parts = []
    for part in line.schedule:
        source = supply.source(line.sku, part.warehouse)
        available = source.pool.available(part.ship_date)
        is_free = available is None or available >= part.reserved
        if part.picked > ZERO or (is_free and _leaves(part, source.route)):
            taken = replace(part.promise, quantity=part.reserved)
            supply = supply.take(line.sku, (taken,))
            parts.append(part)
    return replace(line, schedule=tuple(parts)), supply


def _has_ended(end: datetime | None, moment: datetime) -> bool:
    return end is not None and moment >= end


def _leaves(part: ScheduleLine, route: Route) -> bool:
    return part.ship_date >= route.earliest_ship
