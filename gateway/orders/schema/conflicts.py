"""Conflicts and the reconciliation's reports; values are documents."""

from typing import Any, cast

import strawberry

from chassis.scalars import DateTimeScalar
from gateway.orders.pages import PageRequest
from gateway.orders.schema.enums import System
from gateway.orders.schema.values import Node, PageInfo, StaffMember, reference


@strawberry.federation.type
class ConflictResolution:
    """What was done about a conflict."""

    action: str
    at: DateTimeScalar
    note: str | None

    @strawberry.field
    def by(self: Any) -> StaffMember | None:
        """The person who decided; null when the process did it by itself."""
        return cast("StaffMember | None", reference("id", self["by"]))


@strawberry.federation.type
class Conflict:
    """A disagreement of the systems."""

    id: strawberry.ID
    code: str
    entity_type: str
    entity_id: strawberry.ID
    field: str
    crm_value: str | None
    erp_value: str | None
    master: System
    detected_at: DateTimeScalar
    resolution: ConflictResolution | None


@strawberry.federation.type
class ConflictEdge:
    """Relay."""

    cursor: str
    node: Conflict


@strawberry.federation.type
class ConflictConnection:
    """Relay."""

    edges: list[ConflictEdge]
    page_info: PageInfo

    @strawberry.field
    async def total_count(self: Any, info: strawberry.Info) -> int | None:
        """How many there are on all pages; counted only when asked for."""
        return cast("int", await info.context.count_conflicts(self["wanted"]))


@strawberry.federation.type
class ReconciliationCount:
    """How many findings there are of a code."""

    code: str
    count: int


@strawberry.federation.type(keys=["id"])
class ReconciliationReport(Node):
    """One run of the reconciliation."""

    started_at: DateTimeScalar
    finished_at: DateTimeScalar | None
    compared_customers: int
    compared_orders: int

    @strawberry.field
    async def findings(
        self: Any,
        info: strawberry.Info,
        first: int | None = None,
        after: str | None = None,
        codes: list[str] | None = None,
    ) -> ConflictConnection:
        """What it found, as it stands now."""
        page: Any = await info.context.findings(self["id"], PageRequest(first, after), codes)
        return cast("ConflictConnection", page)

    @strawberry.field
    async def counts(self: Any, info: strawberry.Info) -> list[ReconciliationCount]:
        """By code."""
        found: Any = await info.context.finding_counts(self["id"])
        return cast("list[ReconciliationCount]", found)

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Reports count what they compared."""
        del info
        return isinstance(value, dict) and "compared_orders" in value

    @classmethod
    async def resolve_reference(cls, info: strawberry.Info, id: strawberry.ID) -> Any:  # noqa: A002 - the key field
        """By id."""
        return await info.context.report(id)
