"""The selling company: its calendar, warehouses, transit days and tax rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service import tables
from erp_service.availability.calendar import Calendar, earliest_ship_date, today_in
from erp_service.availability.promise import Route

_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A warehouse; ``cut_off`` is local time."""

    code: str
    name: str
    country: str
    time_zone: str
    cut_off: time


@dataclass(frozen=True, slots=True)
class Company:
    """Warehouses stand in the order of sourcing (rule 3.9.19)."""

    calendar: Calendar
    warehouses: tuple[Warehouse, ...]
    transit_days: Mapping[str, int]
    tax_rates: Mapping[str, Mapping[str, Decimal]]

    @property
    def default(self) -> Warehouse:
        """Where everything ships from unless another warehouse is agreed.

        Raises:
            AssertionError: a database without warehouses.
        """
        if not self.warehouses:
            raise AssertionError("an ERP that sells has a warehouse; load a fixture")
        return self.warehouses[0]

    @property
    def country(self) -> str:
        """The origin of the tax rules."""
        return self.default.country

    def day_of(self, moment: datetime) -> date:
        """The day of an instant where the books are kept: of invoices, terms and numbers."""
        return today_in(moment, self.default.time_zone)

    def warehouse(self, code: str) -> Warehouse | None:
        """The one with a code."""
        return next((each for each in self.warehouses if each.code == code), None)

    def routes(self, country: str, moment: datetime) -> dict[str, Route]:
        """The ways to a country by warehouse; raises KeyError for one not delivered to."""
        transit_days = self.transit_days[country]
        return {
            each.code: Route(
                each.code,
                self.calendar,
                earliest_ship_date(self.calendar, moment, each.time_zone, each.cut_off),
                transit_days,
            )
            for each in self.warehouses
        }


async def load_company(connection: AsyncConnection) -> Company:
    """Settings and warehouses."""
    rows = await connection.execute(select(tables.settings))
    settings = {row.name: row.value for row in rows}
    return Company(
        _calendar(settings.get("calendar", {"businessDays": []})),
        await _warehouses(connection),
        settings.get("transit_business_days", {}),
        {
            country: {category: Decimal(rate) for category, rate in rates.items()}
            for country, rates in settings.get("tax_rates", {}).items()
        },
    )


async def _warehouses(connection: AsyncConnection) -> tuple[Warehouse, ...]:
    query = select(tables.warehouses).order_by(tables.warehouses.c.priority)
    return tuple(
        Warehouse(row.code, row.name, row.country, row.time_zone, time.fromisoformat(row.cut_off))
        for row in await connection.execute(query)
    )


def _calendar(value: dict[str, Any]) -> Calendar:
    weekdays = frozenset(_WEEKDAYS.index(name) for name in value["businessDays"])
    return Calendar(weekdays, frozenset(map(date.fromisoformat, value.get("holidays", []))))
