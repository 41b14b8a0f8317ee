"""A line that is promised more than before. Pure."""

from dataclasses import replace

from erp_service.availability.pool import ZERO
from erp_service.availability.promise import BASES, Promise, Schedule
from erp_service.sales_orders.record import Line, ScheduleLine, new_schedule_line


def scheduled(line: Line, added: Schedule) -> Line:
    """The line with what was promised on top, by delivery date."""
    parts = list(line.schedule)
    for promise in added:
        twin = next((each for each in parts if _may_grow(line, each, promise)), None)
        if twin is None:
            parts.append(new_schedule_line(promise))
        else:
            parts[parts.index(twin)] = _grown(twin, promise)
    parts.sort(key=lambda each: (each.delivery_date, each.ship_date))
    confirmed = sum((each.confirmed for each in parts), ZERO)
    quantities = replace(line.quantities, confirmed=confirmed)
    warehouse = parts[0].warehouse if parts else line.warehouse
    return replace(line, schedule=tuple(parts), quantities=quantities, warehouse=warehouse)


def _may_grow(line: Line, part: ScheduleLine, promise: Promise) -> bool:
    """A picked line gets a new part: its delivery is on the way."""
    same = (part.ship_date, part.delivery_date, part.warehouse)
    is_reserved = part.basis != BASES[-1]
    return (
        line.quantities.picked == ZERO
        and same == (promise.ship_date, promise.delivery_date, promise.warehouse)
        and is_reserved == promise.is_reserved
    )


def _grown(part: ScheduleLine, promise: Promise) -> ScheduleLine:
    reserved = promise.quantity if promise.is_reserved else ZERO
    return replace(
        part,
        basis=max(part.basis, promise.basis, key=BASES.index),
        ordered=part.ordered + promise.quantity,
        confirmed=part.confirmed + promise.quantity,
        reserved=part.reserved + reserved,
    )
