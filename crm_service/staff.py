"""The agents."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from crm_service.records import StaffMember
from crm_service.tables import STAFF


async def load(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, StaffMember]:
    """Agents by id, in one query."""
    query = select(STAFF.c.id, STAFF.c.display_name).where(STAFF.c.id.in_(list(ids)))
    rows = (await connection.execute(query)).all()
    return {row.id: StaffMember(id=row.id, display_name=row.display_name) for row in rows}
