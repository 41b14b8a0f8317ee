"""Master data: what every request needs and none changes."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.store.company import Company, load_company
from erp_service.store.items import PriceList, load_price_lists


@dataclass(frozen=True, slots=True)
class MasterData:
    """Calendar, warehouses, transit days and tax rates; price lists with their tiers by code.

    Read once per process, after the fixture has been loaded, and handed to every request. Nothing
    writes any of it yet: a mutation that will must replace this value, in every process.
    """

    company: Company
    price_lists: Mapping[str, PriceList]


async def load_master_data(connection: AsyncConnection) -> MasterData:
    """Read it; an empty database gives a company that cannot sell."""
    return MasterData(await load_company(connection), await load_price_lists(connection))
