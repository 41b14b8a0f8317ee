"""The supply of several items for one ship-to; lines of one request share it (R-ATP-4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from erp_service.availability.pool import Pool
from erp_service.availability.promise import Promise, Route, Schedule
from erp_service.availability.proposals import Source


@dataclass(frozen=True, slots=True)
class Agreed:
    """A part of an agreed schedule; without a warehouse it is the default one's."""

    delivery_date: date
    quantity: Decimal
    warehouse: str | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """Pools by SKU and warehouse; ``routes`` in the order of sourcing."""

    pools: Mapping[tuple[str, str], Pool]
    routes: Mapping[str, Route]

    def source(self, sku: str, warehouse: str | None = None) -> Source:
        """One item in one warehouse, by default in the first."""
        code = warehouse or next(iter(self.routes))
        return Source(sku, self.pools[sku, code], self.routes[code])

    def elsewhere(self, sku: str) -> tuple[Source, ...]:
        """One item in the other warehouses."""
        return tuple(self.source(sku, code) for code in list(self.routes)[1:])

    def take(self, sku: str, schedule: Schedule) -> "Supply":
        """What is left after a promise."""
        pools = dict(self.pools)
        for part in schedule:
            key = sku, part.warehouse
            pools[key] = pools[key].take(part.ship_date, part.quantity)
        return replace(self, pools=pools)

    def keep(self, sku: str, parts: Sequence[Agreed]) -> Schedule | None:
        """The agreed schedule if exactly it can still be kept, else None."""
        supply, schedule = self, []
        for part in parts:
            promise = supply._promise(sku, part)
            if promise is None:
                return None
            supply = supply.take(sku, (promise,))
            schedule.append(promise)
        return tuple(schedule)

    def _promise(self, sku: str, part: Agreed) -> Promise | None:
        source = self.source(sku, part.warehouse)
        route, pool = source.route, source.pool
        ship = route.ship_of(part.delivery_date)
        available = pool.available(ship)
        is_late = ship < route.earliest_ship
        if is_late or (available is not None and available < part.quantity):
            return None
        basis = pool.basis(ship, part.quantity)
        return Promise(part.delivery_date, ship, part.quantity, route.warehouse, basis)
