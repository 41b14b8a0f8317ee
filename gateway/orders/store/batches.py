"""What a list asks of each of its orders or customers, read for all of them in one statement."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from chassis.database import Database
from chassis.relay import encode_cursor
from gateway.orders.store.links import OF_CUSTOMERS
from gateway.orders.store.orders import DOCUMENTS
from gateway.orders.store.tables import DECISIONS, EVENTS, LINKS, MERGED_CUSTOMERS, ORDERS

Document = dict[str, Any]


class Batches:
    """Reads by many keys; what there is not is left out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def orders(self, ids: Collection[str]) -> dict[str, Document]:
        """Order documents by id."""
        rows = await self._rows(DOCUMENTS, {"order_ids": list(ids)})
        return {row.id: row.document for row in rows}

    async def decisions(self, ids: Collection[str]) -> dict[str, Document]:
        """Decisions by id."""
        query = select(DECISIONS.c.id, DECISIONS.c.document).where(DECISIONS.c.id.in_(list(ids)))
        return {row.id: row.document for row in await self._rows(query)}

    async def links(self, customer_ids: Collection[str]) -> dict[str, Document]:
        """Customers' links to the ERP."""
        query = select(LINKS).where(OF_CUSTOMERS, LINKS.c.entity_id.in_(list(customer_ids)))
        return {row.entity_id: dict(row._mapping) for row in await self._rows(query)}  # noqa: SLF001 - a row's public mapping

    async def survivors(self, customer_ids: Collection[str]) -> dict[str, str]:
        """Whom merged customers became."""
        table = MERGED_CUSTOMERS.c
        query = select(table.customer_id, table.survivor_id)
        rows = await self._rows(query.where(table.customer_id.in_(list(customer_ids))))
        return {row.customer_id: row.survivor_id for row in rows}

    async def events(
        self, order_ids: Collection[str], above: int, most: int
    ) -> dict[str, list[Document]]:
        """Each order's events after a position, oldest first, at most so many."""
        query = select(EVENTS.c.order_id, EVENTS.c.position, EVENTS.c.document).where(
            EVENTS.c.order_id.in_(list(order_ids)), EVENTS.c.position > above
        )
        return await self._pages(query, EVENTS.c.order_id, EVENTS.c.position, most)

    async def orders_of(
        self, customer_ids: Collection[str], conditions: Collection[Any], above: int, most: int
    ) -> dict[str, list[Document]]:
        """Each customer's orders after a position, in order of their making, at most so many."""
        query = select(ORDERS.c.customer_id, ORDERS.c.position, ORDERS.c.document).where(
            ORDERS.c.customer_id.in_(list(customer_ids)), ORDERS.c.position > above, *conditions
        )
        return await self._pages(query, ORDERS.c.customer_id, ORDERS.c.position, most)

    async def counts_of(
        self, customer_ids: Collection[str], conditions: Collection[Any]
    ) -> dict[str, int]:
        """How many orders each customer has."""
        owner = ORDERS.c.customer_id
        query = select(owner, func.count().label("orders")).group_by(owner)
        rows = await self._rows(query.where(owner.in_(list(customer_ids)), *conditions))
        return {row.customer_id: row.orders for row in rows}

    async def _pages(
        self, query: Select[Any], owner: ColumnElement[Any], place: ColumnElement[Any], most: int
    ) -> dict[str, list[Document]]:
        """The first of each owner; ``query`` selects the owner, the place and the document."""
        rank = func.row_number().over(partition_by=owner, order_by=place).label("rank")
        ranked = query.add_columns(rank).subquery()
        first = select(ranked).where(ranked.c.rank <= most).order_by(ranked.c.position)
        found: dict[str, list[Document]] = defaultdict(list)
        for row in await self._rows(first):
            cursor = encode_cursor(row.position)
            found[row[0]].append({**row.document, "cursor": cursor})
        return found

    async def _rows(self, query: Select[Any], parameters: Any = None) -> Any:
        async with self._database.read() as connection:
            return (await connection.execute(query, parameters)).all()
