"""Runs of the reconciliation and what each has found."""

from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from chassis.database import Database
from chassis.relay import encode_cursor
from gateway.orders.store.tables import CONFLICTS, FINDINGS, REPORTS

Document = dict[str, Any]


class ReportStore:
    """Reads and writes reports; a run that is not finished is carried on by the next start."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, report: Document) -> None:
        """Keep a run before it starts."""
        values = {"id": report["id"], "is_finished": 0, "document": report}
        async with self._database.write() as connection:
            await connection.execute(insert(REPORTS).values(**values))

    async def get(self, report_id: str) -> Document | None:
        """One run."""
        query = select(REPORTS.c.document).where(REPORTS.c.id == report_id)
        async with self._database.read() as connection:
            found: Document | None = await connection.scalar(query)
        return found

    async def unfinished(self) -> list[str]:
        """Ids of the runs that a restart has to carry on."""
        query = select(REPORTS.c.id).where(REPORTS.c.is_finished == 0)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def newest(self, prefix: str) -> str | None:
        """The id of the run that began last, of those whose id begins so."""
        of_kind = REPORTS.c.id.startswith(prefix, autoescape=True)
        query = select(REPORTS.c.id).where(of_kind).order_by(REPORTS.c.position.desc()).limit(1)
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(query)
        return found

    async def finish(self, report: Document) -> None:
        """Keep what a run came to."""
        mine = REPORTS.c.id == report["id"]
        values = {"is_finished": 1, "document": report}
        async with self._database.write() as connection:
            await connection.execute(update(REPORTS).where(mine).values(**values))

    async def add(self, report_id: str, conflict: Document) -> None:
        """Note a finding; a run that is carried on notes it once."""
        values = {"report_id": report_id, "conflict_id": conflict["id"], "code": conflict["code"]}
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(FINDINGS).values(**values))
        except IntegrityError:
            return

    async def findings(
        self, report_id: str, after: int, codes: list[str] | None, limit: int
    ) -> list[Document]:
        """Conflicts that a run found, in the order of their finding, with cursors."""
        query = (
            select(FINDINGS.c.position, CONFLICTS.c.document)
            .join(CONFLICTS, CONFLICTS.c.id == FINDINGS.c.conflict_id)
            .where(FINDINGS.c.report_id == report_id, FINDINGS.c.position > after)
            .order_by(FINDINGS.c.position)
            .limit(limit)
        )
        if codes is not None:
            query = query.where(FINDINGS.c.code.in_(codes))
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [{**row.document, "cursor": encode_cursor(row.position)} for row in rows]

    async def counts(self, report_id: str) -> list[Document]:
        """How many findings of each code, by code."""
        count = func.count().label("count")
        query = (
            select(FINDINGS.c.code, count)
            .where(FINDINGS.c.report_id == report_id)
            .group_by(FINDINGS.c.code)
            .order_by(FINDINGS.c.code)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [{"code": row.code, "count": row[1]} for row in rows]
