"""Audit entries of the process; values are documents of ``reading``."""

import strawberry

from chassis.scalars import DateTimeScalar
from gateway.orders.schema.enums import System
from gateway.orders.schema.values import Actor, FieldChange, PageInfo


@strawberry.federation.type
class AuditEntry:
    """Who changed what, through which client, and why it belongs together."""

    id: strawberry.ID
    at: DateTimeScalar
    actor: Actor
    system: System
    operation: str
    entity_type: str
    entity_id: strawberry.ID
    changes: list[FieldChange]
    correlation_id: strawberry.ID
    previous_hash: str
    hash: str


@strawberry.federation.type
class AuditEdge:
    """Relay."""

    cursor: str
    node: AuditEntry


@strawberry.federation.type
class AuditConnection:
    """Relay."""

    edges: list[AuditEdge]
    page_info: PageInfo


@strawberry.federation.type
class AuditVerification:
    """Whether the audit of the order process is as it was written."""

    is_intact: bool
    entries: int
    head: str
    broken_at: int | None
