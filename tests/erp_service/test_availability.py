from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from erp_service.availability.calendar import Calendar, earliest_ship_date
from erp_service.availability.pool import Movement, Pool
from erp_service.availability.promise import (
    Route,
    Schedule,
    Wanted,
    available_on_date,
    later_schedule,
    reduced_schedule,
    split_schedule,
)

Pairs = Sequence[tuple[int, int]]
CALENDAR = Calendar(frozenset(range(5)))
HORIZON = date(2026, 3, 30)
ROUTE = Route("BER", CALENDAR, date(2026, 3, 2), 1)


def day(number: int) -> date:
    return date(2026, 3, number)


def pool(on_hand: int, demands: Pairs = (), receipts: Pairs = ()) -> Pool:
    def movements(pairs: Pairs) -> tuple[Movement, ...]:
        return tuple(Movement(day(number), Decimal(quantity)) for number, quantity in pairs)

    return Pool(Decimal(on_hand), Decimal(0), movements(receipts), movements(demands), HORIZON)


def wanted(quantity: int) -> Wanted:
    return Wanted(Decimal(quantity), Decimal(1), day(6))


def shown(schedule: Schedule) -> list[tuple[int, int, str]]:
    return [(int(p.quantity), p.delivery_date.day, p.basis) for p in schedule]


FILTER = pool(100, [(20, 80)], [(25, 30)])
PUMP = pool(40, [(10, 10)], [(16, 50)])


def test_the_horizon_is_the_lead_time_in_business_days():
    assert CALENDAR.shift(day(2), 20) == HORIZON


def test_look_ahead_keeps_what_is_promised_for_later():
    assert available_on_date(FILTER, ROUTE, wanted(60)) == 20


def test_split_takes_stock_then_receipt_then_lead_time():
    assert shown(split_schedule(FILTER, ROUTE, wanted(60))) == [
        (20, 6, "STOCK"),
        (30, 26, "RECEIPT"),
        (10, 31, "LEAD_TIME"),
    ]


def test_later_is_one_delivery_of_everything():
    assert shown(later_schedule(FILTER, ROUTE, wanted(60))) == [(60, 31, "LEAD_TIME")]


def test_the_story_of_sixty_pumps():
    assert shown(split_schedule(PUMP, ROUTE, wanted(60))) == [(30, 6, "STOCK"), (30, 17, "RECEIPT")]
    assert shown(later_schedule(PUMP, ROUTE, wanted(60))) == [(60, 17, "RECEIPT")]
    assert shown(reduced_schedule(PUMP, ROUTE, wanted(60))) == [(30, 6, "STOCK")]
    assert PUMP.take(day(5), Decimal(30)).available(day(16)) == 50


def test_the_cut_off_moves_shipping_to_the_next_business_day():
    before = datetime(2026, 3, 2, 12, 59, 59, tzinfo=UTC)
    at = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
    ships = [earliest_ship_date(CALENDAR, each, "Europe/Berlin", time(14)) for each in (before, at)]
    assert ships == [day(2), day(3)]


def test_a_destination_further_away_ships_earlier():
    assert Route("BER", CALENDAR, day(2), 2).ship_of(day(6)) == day(4)


def test_new_york_late_on_the_fifth_gets_nothing_that_day_and_all_on_the_eleventh():
    instant = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    ship = earliest_ship_date(CALENDAR, instant, "Europe/Berlin", time(14))
    route = Route("BER", CALENDAR, ship, 3)
    wish = Wanted(Decimal(1), Decimal(1), day(5))
    assert available_on_date(PUMP, route, wish) == 0
    assert later_schedule(PUMP, route, wish)[0].delivery_date == day(11)


def test_a_wanted_saturday_moves_to_monday():
    assert CALENDAR.on_or_after(day(7)) == day(9)


quantities = st.integers(0, 100)
movements = st.lists(st.tuples(st.integers(2, 29), quantities), max_size=5)


@given(quantities, movements, movements, st.integers(1, 200))
def test_look_ahead_never_promises_what_is_promised_later(
    on_hand: int, demands: list[tuple[int, int]], receipts: list[tuple[int, int]], quantity: int
):
    before = pool(on_hand, demands, receipts)
    after = before
    for promise in split_schedule(before, ROUTE, wanted(quantity)):
        after = after.take(promise.ship_date, promise.quantity)
    for number in range(2, 30):
        assert after.projected(day(number)) >= min(Decimal(0), before.projected(day(number)))
