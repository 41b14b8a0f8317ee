"""What one request shares: its caller, its writer, and loaders that batch what it reads."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec
from graphql import GraphQLError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry.dataloader import DataLoader

from chassis.database import Database
from chassis.identity import Caller
from chassis.outbox import OutboxFeed
from crm_service import customers, quotes
from crm_service.records import Customer, Product, Quote
from crm_service.tables import PRODUCTS
from crm_service.writing import Writer

Load = Callable[[AsyncConnection, Iterable[str]], Awaitable[dict[str, Any]]]


class Context:
    """The context of one request."""

    def __init__(self, database: Database, feed: OutboxFeed, caller: Caller) -> None:
        self.database = database
        self.caller = caller
        self.writer = Writer(database, feed, caller.actor)
        self.customers: DataLoader[str, Customer | None] = self._loader(customers.load)
        self.quotes: DataLoader[str, Quote | None] = self._loader(quotes.load)
        self.products: DataLoader[str, Product | None] = self._loader(_products)

    def require_internal(self) -> None:
        """Refuse callers who are not one of our processes.

        Raises:
            GraphQLError: FORBIDDEN.
        """
        if not self.caller.is_internal:
            message = "this mutation is the order process's; use placeOrder"
            raise GraphQLError(message, extensions={"code": "FORBIDDEN"})

    def _loader(self, load: Load) -> DataLoader[str, Any]:
        async def batch(ids: list[str]) -> list[Any]:
            async with self.database.read() as connection:
                found = await load(connection, ids)
            return [found.get(identifier) for identifier in ids]

        return DataLoader(load_fn=batch)


async def _products(connection: AsyncConnection, skus: Iterable[str]) -> dict[str, Product]:
    query = select(PRODUCTS.c.state).where(PRODUCTS.c.sku.in_(list(skus)))
    states = (await connection.execute(query)).scalars()
    found = [msgspec.convert(state, Product) for state in states]
    return {product.sku: product for product in found}
