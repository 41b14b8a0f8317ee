"""What one request shares: its caller, its writer, and loaders that batch its reads."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from graphql import GraphQLError
from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry import Info as StrawberryInfo
from strawberry.dataloader import DataLoader

from chassis.audit_reading import AuditReader
from chassis.clock import now
from chassis.database import Database
from chassis.identity import Caller
from chassis.outbox import OutboxFeed
from erp_service.fulfilment.planning import deliveries_of, order_of
from erp_service.sales_orders.record import SalesOrder
from erp_service.store.contracts import CallOff, load_call_offs
from erp_service.store.documents import Delivery, Invoice, load_deliveries, load_invoices
from erp_service.store.items import Item, load_items, load_prices
from erp_service.store.master_data import MasterData
from erp_service.store.partners import Partner, load_partners
from erp_service.store.sales_orders import KEYS, Key, load_sales_orders
from erp_service.store.supply import Stock, load_stock
from erp_service.writing import Writer

Document = TypeVar("Document", Delivery, Invoice)
Load = Callable[[AsyncConnection, list[Any]], Awaitable[Mapping[Any, Any]]]


class Context:
    """The context of one request."""

    def __init__(
        self,
        database: Database,
        feed: OutboxFeed,
        audit: AuditReader,
        caller: Caller,
        master_data: MasterData,
    ) -> None:
        self.database = database
        self.audit = audit
        self.caller = caller
        self.master_data = master_data
        self.writer = Writer(database, feed, caller.actor, master_data)
        self.items: DataLoader[str, Item | None] = self.loader(load_items)
        self.prices: DataLoader[tuple[str, str], Decimal | None] = self.loader(_prices)
        self.stock: DataLoader[str, Stock] = self.loader(_stock)
        self.partners: DataLoader[str, Partner | None] = self.loader(self._partners)
        self.deliveries: DataLoader[str, Delivery | None] = self.loader(_deliveries)
        self.call_offs: DataLoader[str, list[CallOff] | None] = self.loader(load_call_offs)
        self.invoices: DataLoader[str, Invoice | None] = self.loader(_invoices)
        self.deliveries_of: DataLoader[str, list[Delivery] | None] = self.loader(_deliveries_of)
        self.invoices_of: DataLoader[str, list[Invoice] | None] = self.loader(_invoices_of)
        self.orders: dict[Key, DataLoader[str, SalesOrder | None]] = {
            key: self.loader(_orders_by(key)) for key in KEYS
        }

    @property
    def today(self) -> date:
        """Where the books are kept."""
        return self.master_data.company.day_of(now())

    @property
    def sees_all(self) -> bool:
        """Whose customers are whose is not known here: only staff look documents up by their ids.

        What a partner may see of an order the order process and the CRM lead him to (section 3.8).
        """
        return self.caller.actor.kind in {"STAFF", "SYSTEM"}

    def require_scope(self, scope: str) -> None:
        """Refuse actors without a scope.

        Raises:
            GraphQLError: FORBIDDEN.
        """
        if scope not in self.caller.actor.scopes:
            message = f"this needs the scope {scope}; ask an administrator for it"
            raise GraphQLError(message, extensions={"code": "FORBIDDEN"})

    def forget(self) -> None:
        """Read anew what was loaded: something has been written."""
        self.partners.clear_all()
        self.stock.clear_all()
        self.deliveries.clear_all()
        self.deliveries_of.clear_all()
        self.call_offs.clear_all()
        self.invoices.clear_all()
        self.invoices_of.clear_all()
        for loader in self.orders.values():
            loader.clear_all()

    def loader(self, load: Load) -> DataLoader[Any, Any]:
        """A loader that reads all its keys in one transaction; unknown ones are None."""

        async def batch(keys: list[Any]) -> Sequence[Any]:
            async with self.database.read() as connection:
                found = await load(connection, keys)
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=batch)

    async def _partners(self, connection: AsyncConnection, ids: list[str]) -> Mapping[str, Partner]:
        price_lists = self.master_data.price_lists
        return await load_partners(connection, price_lists, ids, self.today)


Info = StrawberryInfo[Context, None]


def _orders_by(key: Key) -> Load:
    async def load(connection: AsyncConnection, values: list[str]) -> Mapping[str, SalesOrder]:
        orders = await load_sales_orders(connection, key, values)
        return {getattr(order, key): order for order in orders}

    return load


async def _deliveries(connection: AsyncConnection, ids: list[str]) -> Mapping[str, Delivery]:
    """Begun ones are stored under their ids; planned ones have their order's id in their own."""
    found = {each.id: each for each in await load_deliveries(connection, "id", ids)}
    orders = {order for each in ids if each not in found and (order := order_of(each))}
    if orders:
        planned = await _deliveries_of(connection, list(orders))
        found |= {each.id: each for of_order in planned.values() for each in of_order}
    return found


async def _invoices(connection: AsyncConnection, ids: list[str]) -> Mapping[str, Invoice]:
    found = await load_invoices(connection, "id", ids)
    return {each.id: each for each in found}


async def _deliveries_of(
    connection: AsyncConnection, order_ids: list[str]
) -> Mapping[str, list[Delivery]]:
    orders = await load_sales_orders(connection, "id", order_ids)
    stored = _by_order(await load_deliveries(connection, "sales_order_id", order_ids))
    return {order.id: deliveries_of(order, stored[order.id]) for order in orders}


async def _invoices_of(
    connection: AsyncConnection, order_ids: list[str]
) -> Mapping[str | None, list[Invoice]]:
    found = await load_invoices(connection, "sales_order_id", order_ids)
    return _by_order(found)


def _by_order(found: list[Document]) -> defaultdict[str | None, list[Document]]:
    by_order: defaultdict[str | None, list[Document]] = defaultdict(list)
    for each in found:
        by_order[each.sales_order_id].append(each)
    return by_order


async def _prices(
    connection: AsyncConnection, keys: list[tuple[str, str]]
) -> Mapping[tuple[str, str], Decimal]:
    found = {}
    for code in {code for code, _ in keys}:
        prices = await load_prices(connection, code, [sku for each, sku in keys if each == code])
        found.update({(code, sku): amount for sku, amount in prices.items()})
    return found


async def _stock(connection: AsyncConnection, skus: list[str]) -> Mapping[str, Stock]:
    return dict.fromkeys(skus, await load_stock(connection, skus, now()))
