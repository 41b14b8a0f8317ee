"""Audit entries of all three systems; values are documents of ``auditing``."""

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
    """Relay; ``unavailable`` are systems that do not answer and whose entries are missing."""

    edges: list[AuditEdge]
    page_info: PageInfo
    unavailable: list[System]


@strawberry.federation.type
class AuditVerification:
    """Whether the audit of one system is as it was written."""

    is_intact: bool
    entries: int
    head: str
    broken_at: int | None
