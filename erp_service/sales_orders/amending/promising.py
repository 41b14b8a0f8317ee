"""What stays of an order's promises, and what is promised on top (R-AMD-5). Pure.

The supply that enters does not count the order's own reservations: first everything that stays is
taken from it, then the rest of every line in its turn, so that what one line frees another may use.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from erp_service.availability.pool import ZERO
from erp_service.availability.promise import (
    Promise,
    Schedule,
    Wanted,
    quantity_of,
    reduced_schedule,
)
from erp_service.availability.proposals import Source
from erp_service.availability.supply import Supply
from erp_service.refusals import Refusal, RefusedError
from erp_service.sales_orders.amending.drafts import Draft
from erp_service.sales_orders.record import Line
from erp_service.sales_orders.scheduling import scheduled
from erp_service.sales_orders.situation import Situation


def with_kept(supply: Supply, drafts: Sequence[Draft], but: Draft | None = None) -> Supply:
    """The supply less what stays of the drafts' schedules; ``but`` gives all of its line back."""
    for draft in drafts:
        if draft is not but:
            parts = (replace(p.promise, quantity=p.reserved) for p in draft.line.schedule)
            supply = supply.take(draft.line.sku, tuple(parts))
    return supply


def keep_all(drafts: Sequence[Draft], situation: Situation) -> tuple[Line, ...]:
    """Every line with its schedule, exactly as agreed or else fully on the wanted day.

    Raises:
        RefusedError: INSUFFICIENT_AVAILABILITY for the lines in question.
    """
    schedules = promise_all(drafts, situation)
    pairs = zip(drafts, schedules, strict=True)
    return tuple(scheduled(draft.line, schedule) for draft, schedule in pairs)


def promise_all(drafts: Sequence[Draft], situation: Situation) -> tuple[Schedule, ...]:
    """What is promised on top of what stays; raises as ``keep_all``."""
    supply, schedules, lost = with_kept(situation.supply, drafts), [], []
    for draft in drafts:
        schedule = promise_rest(draft, supply, situation)
        if schedule is None:
            message = f"{draft.line.sku} cannot be delivered as wanted; simulate the change"
            lost.append(Refusal("INSUFFICIENT_AVAILABILITY", message, draft.path))
        else:
            supply = supply.take(draft.line.sku, schedule)
            schedules.append(schedule)
    if lost:
        raise RefusedError(*lost)
    return tuple(schedules)


def promise_rest(draft: Draft, supply: Supply, situation: Situation) -> Schedule | None:
    """What is to be promised on top, or None."""
    if draft.rest == ZERO:
        return ()
    if draft.asked is not None:
        return supply.keep(draft.line.sku, draft.asked)
    source, wanted = source_of(draft, supply), wanted_rest(draft, situation)
    found = reduced_schedule(source.pool, source.route, wanted)
    return found if quantity_of(found) == draft.rest else None


def source_of(draft: Draft, supply: Supply) -> Source:
    """A line that keeps promises stays in its warehouse."""
    stays = draft.line.warehouse if draft.line.schedule else None
    return supply.source(draft.line.sku, stays)


def wanted_rest(draft: Draft, situation: Situation, quantity: Decimal | None = None) -> Wanted:
    """The wish for the rest, or for another quantity of the line."""
    day = situation.company.calendar.on_or_after(draft.line.requested_delivery_date)
    multiple = situation.items[draft.line.sku].multiple
    return Wanted(draft.rest if quantity is None else quantity, multiple, day)


def kept_promises(line: Line) -> Iterator[Promise]:
    """What stays, as the availability knows it."""
    return (part.promise for part in line.schedule)
