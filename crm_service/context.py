"""What one request shares: its caller, its writer, and loaders that batch what it reads."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from graphql import GraphQLError
from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry.dataloader import DataLoader

from chassis.audit_reading import AuditReader
from chassis.database import Database
from chassis.identity import Caller
from chassis.outbox import OutboxFeed
from crm_service import catalogue, contracts, customers, interactions, quotes, staff
from crm_service.belongings import Belongings
from crm_service.records import (
    Category,
    Contract,
    Customer,
    Interaction,
    Product,
    Quote,
    StaffMember,
)
from crm_service.visibility import only_seen
from crm_service.writing import Work, Writer

Load = Callable[[AsyncConnection, Iterable[str]], Awaitable[dict[str, Any]]]


class Context:
    """The context of one request."""

    def __init__(
        self, database: Database, feed: OutboxFeed, audit: AuditReader, caller: Caller
    ) -> None:
        self.database = database
        self.audit = audit
        self.caller = caller
        self.customers: DataLoader[str, Customer | None] = self._loader(
            customers.load, lambda customer: customer.id
        )
        self.quotes: DataLoader[str, Quote | None] = self._loader(
            quotes.load, lambda quote: quote.customer_id
        )
        self.revisions: DataLoader[str, list[Quote] | None] = self._loader(
            quotes.load_revisions, lambda revisions: revisions[0].customer_id
        )
        self.interactions: DataLoader[str, Interaction | None] = self._loader(
            interactions.load, lambda interaction: interaction.customer_id
        )
        self.contracts: DataLoader[str, Contract | None] = self._loader(
            contracts.load, lambda contract: contract.customer_id
        )
        self.products: DataLoader[str, Product | None] = self._loader(catalogue.load)
        self.categories: DataLoader[str, Category | None] = self._loader(catalogue.load_categories)
        self.staff: DataLoader[str, StaffMember | None] = self._loader(staff.load)
        self.belongings = Belongings(database)
        self._writer = Writer(database, feed, caller.actor)

    def require_internal(self) -> None:
        """Refuse callers who are not one of our processes.

        Raises:
            GraphQLError: FORBIDDEN.
        """
        if not self.caller.is_internal:
            message = "this mutation is the order process's; use placeOrder"
            raise GraphQLError(message, extensions={"code": "FORBIDDEN"})

    async def write(self, operation: str, work: Work, request_id: str | None = None) -> str:
        """Run a write; what was read before it is read again.

        Raises:
            RefusedError: from the work; nothing is written.
        """
        try:
            return await self._writer.write(operation, work, request_id)
        finally:
            written = (self.customers, self.quotes, self.revisions, self.interactions)
            for loader in (*written, self.contracts):
                loader.clear_all()

    def _loader(
        self, load: Load, customer_of: Callable[[Any], str | None] | None = None
    ) -> DataLoader[str, Any]:
        """Loads in batches; ``customer_of`` tells whose a record is, where it is somebody's."""

        async def batch(ids: list[str]) -> list[Any]:
            async with self.database.read() as connection:
                found: Mapping[str, Any] = await load(connection, ids)
                if customer_of is not None:
                    actor = self.caller.actor
                    found = await only_seen(connection, actor, found, customer_of)
            return [found.get(identifier) for identifier in ids]

        return DataLoader(load_fn=batch)
