"""Who changed what: append-only, written in the transaction of the change."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, null, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from chassis.columns import Instant, JSONText
from chassis.deferred import execute_later, insertion
from chassis.identifiers import new_id
from chassis.identity import Actor
from chassis.personal_values import withhold


def audit_table(metadata: MetaData) -> Table:
    """The table ``audit`` of one service."""
    return Table(
        "audit",
        metadata,
        Column("sequence", Integer, primary_key=True, autoincrement=True),
        Column("id", String(64), nullable=False, unique=True),
        Column("at", Instant, nullable=False),
        Column("actor_kind", String(16), nullable=False),
        Column("actor_id", String(64), nullable=False),
        Column("client_id", String(128), nullable=False),
        Column("partner_id", String(64)),
        Column("operation", String(64), nullable=False),
        Column("entity_type", String(64), nullable=False),
        Column("entity_id", String(64), nullable=False),
        Column("changes", JSONText, nullable=False),
        Column("correlation_id", String(64)),
        # What an erasure removes; the rest of an entry never changes.
        Column("personal", JSONText),
        Index("audit_by_correlation", "correlation_id", "at"),
        Index("audit_by_entity", "entity_id", "at"),
        sqlite_autoincrement=True,
    )


async def record(
    connection: AsyncConnection,
    table: Table,
    actor: Actor,
    *,
    operation: str,
    entity_type: str,
    entity_id: str,
    changes: Mapping[str, Any] | None = None,
    correlation_id: str | None = None,
    personal: Collection[str] = (),
) -> None:
    """Append one entry; the correlation id of everything about an order is the order's id.

    ``personal`` are the paths in ``changes`` of what can be erased (see ``personal_values``).
    """
    said: Mapping[str, Any] = changes or {}
    withheld = None
    if personal:
        said, withheld = withhold(said, personal)
    await execute_later(
        connection,
        insertion(table),
        {
            "id": new_id("aud"),
            "at": now(),
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "client_id": actor.client_id,
            "partner_id": actor.partner_id,
            "operation": operation,
            "entity_type": entity_type,
            "entity_id": entity_id,
            "changes": said,
            "correlation_id": correlation_id,
            "personal": withheld,
        },
    )


async def forget_values(
    connection: AsyncConnection, table: Table, entity_type: str, entity_ids: Collection[str]
) -> None:
    """Erase what entries about some entities say of a person."""
    about = (table.c.entity_type == entity_type) & table.c.entity_id.in_(list(entity_ids))
    await connection.execute(update(table).where(about).values(personal=null()))
