"""Business days and shipping dates (R-ATP-7). A delivery date is a day of the ship-to's zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Business weekdays (Monday is 0) without the holidays."""

    weekdays: frozenset[int]
    holidays: frozenset[date] = frozenset()

    def is_business(self, day: date) -> bool:
        """Whether goods move on the day."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def on_or_after(self, day: date) -> date:
        """The day itself, or the next business day."""
        while not self.is_business(day):
            day += _DAY
        return day

    def shift(self, day: date, count: int) -> date:
        """The business day ``count`` business days later (earlier when negative)."""
        step = _DAY if count >= 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_business(day):
                day += step
        return day


def today_in(moment: datetime, time_zone: str) -> date:
    """The calendar day of an instant in a zone; raises KeyError for an unknown zone."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def earliest_ship_date(calendar: Calendar, moment: datetime, time_zone: str, cut_off: time) -> date:
    """At or after the cut-off goods leave on the next business day at the earliest."""
    local = moment.astimezone(ZoneInfo(time_zone))
    is_late = local.time() >= cut_off
    return calendar.on_or_after(local.date() + (_DAY if is_late else timedelta(0)))
