"""Bundles of exported data, kept until their links expire."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select

from chassis.clock import now
from chassis.database import Database
from gateway.orders.store.tables import EVENTS, EXPORTS, ORDERS

Document = dict[str, Any]


class ExportStore:
    """Reads and writes bundles, and reads what the process itself keeps of a customer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def own_records(self, customer_id: str) -> list[Document]:
        """Orders and their events, in the order of their making."""
        tables = {"Order": ORDERS, "OrderEvent": EVENTS}
        found = []
        async with self._database.read() as connection:
            for entity_type, table in tables.items():
                his = select(table.c.document).where(table.c.customer_id == customer_id)
                documents = await connection.execute(his.order_by(table.c.position))
                for each in documents.scalars():
                    key = each.get("id") or f"{each['order_id']}-{each['sequence']}"
                    found.append({"entityType": entity_type, "id": key, "data": each})
        return found

    async def keep(
        self, export_id: str, customer_id: str, bundle: Document, until: datetime
    ) -> str:
        """Store a bundle once, and remove those that have expired; gives when it expires."""
        known = await self._expiry(export_id)
        if known is not None:
            return known
        values: Document = {"id": export_id, "customer_id": customer_id}
        values |= {"expires_at": until, "document": bundle}
        async with self._database.write() as connection:
            await connection.execute(delete(EXPORTS).where(EXPORTS.c.expires_at <= now()))
            await connection.execute(insert(EXPORTS).values(**values))
        return until.isoformat()

    async def get(self, export_id: str) -> tuple[str, bytes] | None:
        """When a bundle expires, and its JSON; None when there is none, or not any more."""
        query = select(EXPORTS).where(EXPORTS.c.id == export_id, EXPORTS.c.expires_at > now())
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        return row.expires_at.isoformat(), msgspec.json.encode(row.document)

    async def _expiry(self, export_id: str) -> str | None:
        query = select(EXPORTS.c.expires_at).where(EXPORTS.c.id == export_id)
        async with self._database.read() as connection:
            found = await connection.scalar(query)
        return None if found is None else found.isoformat()
