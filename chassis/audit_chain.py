"""The audit's hash chain: each entry is sealed with the hash of the one before it.

Entries are sealed soon after their commit and not in it: writers do not queue for the last hash,
and sealing costs one commit for many entries. Whoever changes or removes a sealed entry breaks the
chain from there on; the hash at its head, kept elsewhere, tells of a chain that was made anew.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, Integer, MetaData, String, Table, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import Database
from chassis.deferred import execute_later, insertion
from chassis.personal_values import is_true

FIRST_HASH = "0" * 64
BATCH = 500
# An entry may commit after others that have higher numbers, but not after so many.
LATE = 1000
_UNHASHED = frozenset({"position", "entry", "previous_hash", "hash", "personal"})


def chain_table(metadata: MetaData) -> Table:
    """The table ``audit_chain`` of one service; ``entry`` is the sealed entry's sequence."""
    return Table(
        "audit_chain",
        metadata,
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("entry", Integer, nullable=False, unique=True),
        Column("previous_hash", String(64), nullable=False),
        Column("hash", String(64), nullable=False),
    )


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole chain found.

    Attributes:
        entries: how many hold, from the first on.
        head: the hash of the last that holds.
        broken_at: the position of the first that does not; None: all hold.
    """

    entries: int
    head: str
    broken_at: int | None


class AuditChain:
    """Seals the entries of one audit, and verifies them."""

    def __init__(self, database: Database, audit: Table, chain: Table) -> None:
        self._database = database
        self._audit = audit
        self._chain = chain

    async def seal(self) -> None:
        """Seal whatever is not sealed yet; two at once do no harm."""
        while await self._has_unsealed():
            try:
                async with self._database.write("audit chain") as connection:
                    await self._seal_batch(connection)
            except IntegrityError:
                continue

    async def verify(self) -> Verification:
        """Compute every hash anew."""
        entries, head = 0, FIRST_HASH
        async for row in self._sealed():
            is_next = row["position"] == entries + 1 and row["previous_hash"] == head
            if not (is_next and _holds(row, head)):
                return Verification(entries, head, entries + 1)
            entries, head = entries + 1, row["hash"]
        return Verification(entries, head, None)

    async def _has_unsealed(self) -> bool:
        async with self._database.read() as connection:
            return bool(await self._unsealed(connection, 1))

    async def _seal_batch(self, connection: AsyncConnection) -> None:
        chain = self._chain.c
        last = select(chain.position, chain.hash).order_by(chain.position.desc()).limit(1)
        found = (await connection.execute(last)).first()
        position, previous = (0, FIRST_HASH) if found is None else (found.position, found.hash)
        rows = []
        for entry in await self._unsealed(connection, BATCH):
            position += 1
            sealed = entry_hash(previous, entry)
            row = {"position": position, "entry": entry["sequence"]}
            rows.append({**row, "previous_hash": previous, "hash": sealed})
            previous = sealed
        if rows:
            await execute_later(connection, insertion(self._chain), rows)

    async def _unsealed(self, connection: AsyncConnection, most: int) -> Sequence[Any]:
        audit, chain = self._audit, self._chain
        newest = await connection.scalar(select(func.max(chain.c.entry))) or 0
        query = (
            select(audit)
            .outerjoin(chain, chain.c.entry == audit.c.sequence)
            .where(audit.c.sequence > newest - LATE, chain.c.entry.is_(None))
            .order_by(audit.c.sequence)
            .limit(most)
        )
        return (await connection.execute(query)).mappings().all()

    async def _sealed(self) -> AsyncIterator[Any]:
        audit, chain = self._audit, self._chain
        joined = select(chain, audit).outerjoin(audit, audit.c.sequence == chain.c.entry)
        position = 0
        while True:
            query = joined.where(chain.c.position > position).order_by(chain.c.position)
            async with self._database.read() as connection:
                rows = (await connection.execute(query.limit(BATCH))).mappings().all()
            for row in rows:
                position = row["position"]
                yield row
            if len(rows) < BATCH:
                return


def _holds(row: Any, head: str) -> bool:
    """Whether an entry is as it was sealed, with whatever is left of its personal values."""
    is_sealed = row["sequence"] is not None and row["hash"] == entry_hash(head, row)
    return is_sealed and is_true(row["changes"], row["personal"])


def entry_hash(previous: str, entry: Any) -> str:
    """SHA-256 over the hash before and everything that the entry says."""
    said = {name: value for name, value in entry.items() if name not in _UNHASHED}
    text = msgspec.json.encode([previous, said], order="sorted")
    return hashlib.sha256(text).hexdigest()
