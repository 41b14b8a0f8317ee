"""Business days from today, in the zone of the demo's warehouses."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from chassis.clock import now

ZONE = ZoneInfo("Europe/Berlin")
_SATURDAY = 5


def business_day(count: int) -> date:
    """The day ``count`` business days after today. Holidays are the ERP's: it moves such a date."""
    return business_day_after(now().astimezone(ZONE).date(), count)


def business_day_after(start: date, count: int) -> date:
    """The day ``count`` days after ``start``, not counting Saturdays and Sundays."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day
