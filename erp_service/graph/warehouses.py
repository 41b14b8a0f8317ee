"""Warehouses and price lists."""

from typing import Self

import strawberry

from chassis.scalars import CountryCode, CurrencyCode, DateScalar
from erp_service.graph.context import Info
from erp_service.store import company, items


@strawberry.federation.type(keys=["code"])
class Warehouse:
    """A warehouse with its cut-off in local time."""

    code: strawberry.ID
    name: str
    country: CountryCode
    time_zone: str
    cut_off_time: str

    @classmethod
    def resolve_reference(cls, info: Info, code: strawberry.ID) -> Self | None:
        """From its key."""
        found = info.context.master_data.company.warehouse(code)
        return None if found is None else cls.of(found)

    @classmethod
    def named(cls, info: Info, code: str) -> Self:
        """The one that a row refers to."""
        found = info.context.master_data.company.warehouse(code)
        if found is None:
            raise AssertionError(f"a row refers to warehouse {code}, which is not stored")
        return cls.of(found)

    @classmethod
    def of(cls, warehouse: company.Warehouse) -> Self:
        """From a row's value."""
        return cls(
            code=strawberry.ID(warehouse.code),
            name=warehouse.name,
            country=CountryCode(warehouse.country),
            time_zone=warehouse.time_zone,
            cut_off_time=warehouse.cut_off.strftime("%H:%M"),
        )


@strawberry.federation.type(keys=["code"])
class PriceList:
    """A price list without its prices."""

    code: strawberry.ID
    name: str
    currency: CurrencyCode
    valid_from: DateScalar
    valid_to: DateScalar | None

    @classmethod
    def resolve_reference(cls, info: Info, code: strawberry.ID) -> Self | None:
        """From its key."""
        found = info.context.master_data.price_lists.get(code)
        return None if found is None else cls.of(found)

    @classmethod
    def of(cls, price_list: items.PriceList) -> Self:
        """From a row's value."""
        return cls(
            code=strawberry.ID(price_list.code),
            name=price_list.name,
            currency=CurrencyCode(price_list.currency),
            valid_from=DateScalar(price_list.valid_from),
            valid_to=None if price_list.valid_to is None else DateScalar(price_list.valid_to),
        )
