"""Rows of imports: what is wanted, and what became of it, one by one.

NEW rows are to be looked at, VALID ones were checked with all others, SUCCEEDED and FAILED ones are
done. Rows are read in pages: an import is never in memory as a whole.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import Database
from chassis.relay import encode_cursor
from gateway.orders.store.tables import IMPORT_ROWS

Document = dict[str, Any]
BATCH = 100
OPEN = ("NEW", "VALID")


async def keep(connection: AsyncConnection, job_id: str, rows: Sequence[Document]) -> None:
    """Store a job's rows, each a ``request`` and ``errors``, in the transaction that claims it."""
    for start in range(0, len(rows), BATCH):
        values = [
            {
                "job_id": job_id,
                "position": index + 1,
                "reference": row["reference"],
                "request": row["request"],
                "state": "FAILED" if row["errors"] else "NEW",
                "errors": row["errors"],
            }
            for index, row in enumerate(rows[start : start + BATCH], start)
        ]
        await connection.execute(insert(IMPORT_ROWS), values)


class ImportStore:
    """Reads and writes the rows of jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_after(self, job_id: str, position: int, limit: int) -> list[Document]:
        """Rows that are not done, in their order."""
        conditions = (IMPORT_ROWS.c.position > position, IMPORT_ROWS.c.state.in_(OPEN))
        return await self._select(job_id, *conditions, limit=limit)

    async def page(
        self, job_id: str, position: int, limit: int, *, only_failed: bool
    ) -> list[Document]:
        """Rows after a position, with their ``cursor``."""
        conditions = [IMPORT_ROWS.c.position > position]
        if only_failed:
            conditions.append(IMPORT_ROWS.c.state == "FAILED")
        return await self._select(job_id, *conditions, limit=limit)

    async def settle(
        self, job_id: str, position: int, order_id: str | None, errors: Sequence[Document]
    ) -> None:
        """What became of a row: an order, or errors."""
        mine = (IMPORT_ROWS.c.job_id == job_id) & (IMPORT_ROWS.c.position == position)
        state = "FAILED" if order_id is None else "SUCCEEDED"
        values = {"state": state, "order_id": order_id, "errors": list(errors)}
        async with self._database.write() as connection:
            await connection.execute(update(IMPORT_ROWS).where(mine).values(**values))

    async def move_all(self, job_id: str, before: str, after: str) -> None:
        """All rows of a state into another."""
        mine = (IMPORT_ROWS.c.job_id == job_id) & (IMPORT_ROWS.c.state == before)
        async with self._database.write() as connection:
            await connection.execute(update(IMPORT_ROWS).where(mine).values(state=after))

    async def counts(self, job_id: str) -> dict[str, int]:
        """How many rows are in which state."""
        query = select(IMPORT_ROWS.c.state, func.count().label("rows")).group_by(
            IMPORT_ROWS.c.state
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query.where(IMPORT_ROWS.c.job_id == job_id))
            return {row.state: row.rows for row in rows}

    async def _select(self, job_id: str, *conditions: Any, limit: int) -> list[Document]:
        query = select(IMPORT_ROWS).where(IMPORT_ROWS.c.job_id == job_id, *conditions)
        async with self._database.read() as connection:
            found = await connection.execute(query.order_by(IMPORT_ROWS.c.position).limit(limit))
            rows = found.mappings().all()
        return [{**row, "cursor": encode_cursor(row["position"])} for row in rows]
