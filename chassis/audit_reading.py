"""An audit read back: who changed what about an order or a customer, and what was there before.

A record's owner is the order that it belongs to (its correlation id), else its own entity. Entries
keep what a change made; what was there before is what the entity's earlier entries said last.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Subquery, Table, and_, case, func, literal, or_, select

from chassis.audit_chain import AuditChain, Verification
from chassis.database import Database
from chassis.personal_values import restore

_PAIR = frozenset({"before", "after"})


@dataclass(frozen=True, slots=True)
class AuditedChange:
    """One value; lists are told by their items' ids, or by their places."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One sealed entry."""

    owner: str
    sequence: int
    id: str
    at: datetime
    actor_kind: str
    actor_id: str
    client_id: str
    partner_id: str | None
    operation: str
    entity_type: str
    entity_id: str
    changes: tuple[AuditedChange, ...]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after the record of this instant and sequence."""

    at: datetime
    sequence: int


class AuditReader:
    """The reading side of one service's audit."""

    def __init__(self, database: Database, audit: Table, chain: Table) -> None:
        self._database = database
        self._audit = audit
        self._chain_table = chain
        self._chain = AuditChain(database, audit, chain)

    async def seal(self) -> None:
        """Seal the newest entries."""
        await self._chain.seal()

    async def verify(self) -> Verification:
        """Whether the chain holds, up to the newest entry."""
        await self._chain.seal()
        return await self._chain.verify()

    async def page(
        self, owners: Sequence[str], after: Place | None, most: int
    ) -> list[AuditRecord]:
        """At most so many records of each owner, oldest first.

        What is before the page is read, too, for it says what was there before; what is beyond
        is not.
        """
        # What was written just now is sealed first: a record is shown with its hash.
        await self._chain.seal()
        return [
            record
            for record in _records(await self._rows(owners, after, most))
            if after is None or (record.at, record.sequence) > (after.at, after.sequence)
        ]

    async def _rows(self, owners: Sequence[str], after: Place | None, most: int) -> Sequence[Any]:
        audit, chain = self._audit, self._chain_table
        wanted = self._up_to_page(owners, after)
        query = (
            select(audit, chain.c.previous_hash, chain.c.hash)
            .join(chain, chain.c.entry == audit.c.sequence)
            .join(wanted, wanted.c.sequence == audit.c.sequence)
            .where(wanted.c.place <= most)
            .order_by(audit.c.at, audit.c.sequence)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [{**row, "changes": restore(row["changes"], row["personal"])} for row in rows]

    def _up_to_page(self, owners: Sequence[str], after: Place | None) -> Subquery:
        """Each entry of the owners with its ``place`` in its owner's page, 0 before it."""
        audit, chain = self._audit.c, self._chain_table
        correlated = audit.correlation_id.in_(owners)
        alone = and_(audit.correlation_id.is_(None), audit.entity_id.in_(owners))
        begins: ColumnElement[int] = literal(1)
        if after is not None:
            at, sequence = literal(after.at, audit.at.type), after.sequence
            is_later = or_(audit.at > at, and_(audit.at == at, audit.sequence > sequence))
            begins = case((is_later, 1), else_=0)
        place = func.sum(begins).over(
            partition_by=func.coalesce(audit.correlation_id, audit.entity_id),
            order_by=(audit.at, audit.sequence),
        )
        return (
            select(audit.sequence, place.label("place"))
            .join(chain, chain.c.entry == audit.sequence)
            .where(or_(correlated, alone))
            .subquery()
        )


def _records(rows: Sequence[Any]) -> Iterator[AuditRecord]:
    known: dict[tuple[str, str], dict[str, str | None]] = defaultdict(dict)
    same = (
        *("sequence", "id", "at", "actor_kind", "actor_id", "client_id", "partner_id"),
        *("operation", "entity_type", "entity_id", "previous_hash", "hash"),
    )
    for row in rows:
        before = known[row["entity_type"], row["entity_id"]]
        changes = tuple(_changes(row["changes"], before))
        before |= {change.path: change.after for change in changes}
        owner = row["correlation_id"] or row["entity_id"]
        yield AuditRecord(owner=owner, changes=changes, **{name: row[name] for name in same})


def _changes(said: Any, before: dict[str, str | None]) -> Iterator[AuditedChange]:
    if isinstance(said, dict) and said and said.keys() <= _PAIR:
        was, now = (dict(_leaves(said.get(name) or {})) for name in ("before", "after"))
        said_before = {**dict.fromkeys(now), **was}
    else:
        now = dict(_leaves(said))
        said_before = {path: before.get(path) for path in now}
    for path, earlier in said_before.items():
        after = now.get(path)
        if earlier != after:
            yield AuditedChange(path, earlier, after)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str | None]]:
    """Every value with its path."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            key = item.get("id", index) if isinstance(item, dict) else index
            yield from _leaves(item, f"{path}.{key}" if path else str(key))
    else:
        yield path, _text(value)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()
