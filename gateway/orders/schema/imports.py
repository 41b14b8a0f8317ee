"""Imports of orders: the job, its rows, and how they are asked for."""

from typing import Any, cast

import strawberry

from gateway.orders.pages import PageRequest
from gateway.orders.schema.enums import ImportErrorPolicy, JobState
from gateway.orders.schema.inputs import PlaceOrderInput
from gateway.orders.schema.types import Order
from gateway.orders.schema.values import Node, PageInfo, UserError


@strawberry.federation.input(tags=["partner"])
class ImportOrdersInput:
    """At most 1,000 placements; each row is known by its own idempotencyKey."""

    idempotency_key: str
    rows: list[PlaceOrderInput]
    error_policy: ImportErrorPolicy | None = ImportErrorPolicy.REJECT_FAILED_ROWS


@strawberry.federation.type(tags=["partner"])
class ImportRow:
    """One row, counted from 0; ``externalReference`` is its partnerReference, else its key."""

    index: int
    external_reference: str
    order: Order | None
    user_errors: list[UserError]


@strawberry.federation.type(tags=["partner"])
class ImportRowEdge:
    """Relay."""

    cursor: str
    node: ImportRow


@strawberry.federation.type(tags=["partner"])
class ImportRowConnection:
    """Relay."""

    edges: list[ImportRowEdge]
    page_info: PageInfo


@strawberry.federation.type(keys=["id"], tags=["partner"])
class ImportJob(Node):
    """How far an import is."""

    state: JobState
    total: int
    succeeded: int
    failed: int

    @strawberry.field
    async def rows(
        self: Any,
        info: strawberry.Info,
        first: int | None = None,
        after: str | None = None,
        only_failed: bool | None = None,
    ) -> ImportRowConnection:
        """In the order of the input."""
        page: Any = await info.context.import_rows(
            self["id"], PageRequest(first, after), only_failed=bool(only_failed)
        )
        return cast("ImportRowConnection", page)

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Jobs are documents that count their rows."""
        del info
        return isinstance(value, dict) and "succeeded" in value

    @classmethod
    async def resolve_reference(cls, info: strawberry.Info, id: strawberry.ID) -> Any:  # noqa: A002 - the key field
        """By id."""
        return await info.context.import_job(id)


@strawberry.federation.type(tags=["partner"])
class ImportJobPayload:
    """The job that was begun, or why none was."""

    job: ImportJob | None
    user_errors: list[UserError]
