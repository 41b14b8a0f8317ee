"""The processes that share the orders' work: each has a row, in which its heartbeat counts."""

from sqlalchemy import bindparam, delete, insert, select, update

from chassis.database import Database
from gateway.orders.store.tables import EXECUTORS

_MINE = EXECUTORS.c.id == bindparam("of")
_COUNT = update(EXECUTORS).where(_MINE).values(beat=EXECUTORS.c.beat + 1)
_BEATS = select(EXECUTORS.c.id, EXECUTORS.c.beat)
ENDED = -1
"""The beat of one that has ended in order."""


class ExecutorStore:
    """Reads and writes heartbeats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def join(self, executor_id: str, place: str) -> None:
        """Begin to count; ``place`` is where an operator finds the process."""
        async with self._database.write(executor_id) as connection:
            values = {"id": executor_id, "place": place, "beat": 0}
            await connection.execute(insert(EXECUTORS).values(**values))

    async def beat(self, executor_id: str) -> bool:
        """Count on; says whether the row is still there: others remove it from the dead."""
        async with self._database.write(executor_id) as connection:
            counted = await connection.execute(_COUNT, {"of": executor_id})
        return counted.rowcount > 0

    async def leave(self, executor_id: str) -> None:
        """Say that nobody needs to wait: what was left is for the others."""
        mine = update(EXECUTORS).where(EXECUTORS.c.id == executor_id)
        async with self._database.write(executor_id) as connection:
            await connection.execute(mine.values(beat=ENDED))

    async def beats(self) -> dict[str, int]:
        """All executors and how far they have counted."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_BEATS)).all()
        return {row.id: row.beat for row in rows}

    async def remove(self, executor_id: str, beat: int) -> None:
        """Take away the row of one whose work was taken over, unless it counts after all."""
        dead = (EXECUTORS.c.id == executor_id) & (EXECUTORS.c.beat == beat)
        async with self._database.write(executor_id) as connection:
            await connection.execute(delete(EXECUTORS).where(dead))
