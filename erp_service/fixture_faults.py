"""What a well-formed fixture may still get wrong: references, repetitions, impossible values."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import time
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from erp_service.fixture_form import ErpFixture, ItemEntry, WarehouseEntry

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def faults(fixture: ErpFixture) -> Iterator[str]:
    """Every fault in words that name the entry."""
    yield from _calendar(fixture)
    yield from _repetitions(fixture)
    for warehouse in fixture.warehouses:
        yield from _warehouse(warehouse)
    for item in fixture.items:
        yield from _item(item, fixture)
    yield from _prices(fixture)
    lists = {each.code for each in fixture.price_lists}
    for partner in fixture.partners:
        if partner.price_list not in lists:
            yield f"partner {partner.number}: there is no price list {partner.price_list}"


def _calendar(fixture: ErpFixture) -> Iterator[str]:
    days = fixture.calendar.business_days
    if not days or not set(days) <= set(WEEKDAYS):
        yield f"calendar: business days are some of {' '.join(WEEKDAYS)}, not {days}"
    if not fixture.warehouses:
        yield "warehouses: at least one is needed"
    elif fixture.warehouses[0].country not in fixture.tax_rates:
        yield f"tax rates: the first warehouse's country {fixture.warehouses[0].country} has none"


def _repetitions(fixture: ErpFixture) -> Iterator[str]:
    groups = {
        "warehouse": [each.code for each in fixture.warehouses],
        "item": [each.sku for each in fixture.items],
        "price list": [each.code for each in fixture.price_lists],
        "partner": [each.customer_id for each in fixture.partners],
        "partner number": [each.number for each in fixture.partners],
    }
    for what, names in groups.items():
        yield from (f"{what} {name} occurs twice" for name in _repeated(names))


def _warehouse(entry: WarehouseEntry) -> Iterator[str]:
    try:
        ZoneInfo(entry.time_zone)
        time.fromisoformat(entry.cut_off)
    except (ZoneInfoNotFoundError, ValueError) as error:
        yield f"warehouse {entry.code}: {error}"


def _item(item: ItemEntry, fixture: ErpFixture) -> Iterator[str]:
    warehouses = {each.code for each in fixture.warehouses}
    named = {part.warehouse for part in item.stock}
    named |= {part.warehouse for part in item.reservations}
    named |= {part.warehouse for part in item.receipts}
    for code in sorted(named - warehouses):
        yield f"item {item.sku}: there is no warehouse {code}"
    for code in _repeated(part.warehouse for part in item.stock):
        yield f"item {item.sku}: stock in {code} occurs twice"
    known = {each.sku for each in fixture.items}
    for substitute in item.substitutes:
        if substitute.sku not in known:
            yield f"item {item.sku}: there is no substitute {substitute.sku}"
    if item.order_multiple <= Decimal(0):
        yield f"item {item.sku}: the order multiple is above zero, not {item.order_multiple}"
    rates = fixture.tax_rates.get(fixture.warehouses[0].country, {}) if warehouses else {}
    if item.tax_category not in rates:
        yield f"item {item.sku}: there is no tax rate for {item.tax_category}"


def _prices(fixture: ErpFixture) -> Iterator[str]:
    known = {each.sku for each in fixture.items}
    for entry in fixture.price_lists:
        for sku in sorted(entry.prices.keys() - known):
            yield f"price list {entry.code}: there is no item {sku}"


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
