"""The process subgraph's operations: each hands plain values to the service in the context."""

from collections.abc import AsyncIterator
from typing import Any, cast

import msgspec
import strawberry
from strawberry.federation import Schema
from strawberry.federation.schema_directives import Tag
from strawberry.schema.config import StrawberryConfig

from chassis.scalars import SCALARS, DateTimeScalar
from gateway.orders.pages import PageRequest
from gateway.orders.schema import refusals
from gateway.orders.schema.audit import AuditVerification
from gateway.orders.schema.checks import OrderCheck
from gateway.orders.schema.conflicts import Conflict, ConflictConnection, ReconciliationReport
from gateway.orders.schema.enums import OrderStatus, System
from gateway.orders.schema.imports import ImportJob, ImportJobPayload, ImportOrdersInput
from gateway.orders.schema.inputs import (
    AmendOrderInput,
    CancelOrderInput,
    CheckOrderInput,
    DecideOrderInput,
    MergeCustomersInput,
    PlaceOrderInput,
    ResolveConflictInput,
)
from gateway.orders.schema.payloads import (
    AmendOrderPayload,
    CancelOrderPayload,
    DecideOrderPayload,
    MergePayload,
    OrderPayload,
    PlaceOrderPayload,
    ReconciliationPayload,
)
from gateway.orders.schema.privacy import PrivacyPayload, PrivacyRequest
from gateway.orders.schema.types import Order, OrderConnection, OrderEvent

PARTNER = Tag(name="partner")


@strawberry.federation.type
class Query:
    """What can be read."""

    @strawberry.field(directives=[PARTNER])  # type: ignore[untyped-decorator]  # no overload for async
    async def order(self, info: strawberry.Info, id: strawberry.ID) -> Order | None:  # noqa: A002 - the argument's name
        """One order."""
        found: Any = await info.context.order(id)
        return cast("Order | None", found)

    @strawberry.field
    async def order_by_number(self, info: strawberry.Info, number: str) -> Order | None:
        """One order by its number."""
        found: Any = await info.context.order_by_number(number)
        return cast("Order | None", found)

    @strawberry.field(directives=[PARTNER])  # type: ignore[untyped-decorator]  # no overload for async
    async def order_by_partner_reference(
        self, info: strawberry.Info, partner_reference: str
    ) -> Order | None:
        """The caller's order with this reference."""
        found: Any = await info.context.order_by_partner_reference(partner_reference)
        return cast("Order | None", found)

    @strawberry.field(directives=[PARTNER])  # type: ignore[untyped-decorator]  # no overload for async
    async def orders(  # noqa: PLR0913, PLR0917 - the schema's arguments
        self,
        info: strawberry.Info,
        statuses: list[OrderStatus] | None = None,
        customer_id: strawberry.ID | None = None,
        updated_since: DateTimeScalar | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> OrderConnection:
        """Orders in order of their making."""
        names = None if statuses is None else [item.value for item in statuses]
        page: Any = await info.context.orders(
            PageRequest(first, after, last, before),
            statuses=names,
            customer_id=customer_id,
            updated_since=updated_since,
        )
        return cast("OrderConnection", page)

    @strawberry.field
    async def check_order(self, info: strawberry.Info, input: CheckOrderInput) -> OrderCheck:  # noqa: A002 - the argument's name
        """Step 4 without side effects."""
        return cast("OrderCheck", await info.context.check(msgspec.to_builtins(input)))

    @strawberry.field(directives=[PARTNER])  # type: ignore[untyped-decorator]  # no overload for async
    async def import_job(self, info: strawberry.Info, id: strawberry.ID) -> ImportJob | None:  # noqa: A002 - the argument's name
        """How far an import is."""
        return cast("ImportJob | None", await info.context.import_job(id))

    @strawberry.field
    async def privacy_request(
        self,
        info: strawberry.Info,
        id: strawberry.ID,  # noqa: A002 - the argument's name
    ) -> PrivacyRequest | None:
        """How far an export or an erasure is."""
        return cast("PrivacyRequest | None", await info.context.privacy_request(id))

    @strawberry.field
    async def verify_audit(
        self, info: strawberry.Info, system: System = System.GATEWAY
    ) -> AuditVerification:
        """Compute the hash chain of a system's audit anew, up to the newest entry."""
        return cast("AuditVerification", await info.context.verify_audit(system.value))

    @strawberry.field
    async def reconciliation_report(
        self,
        info: strawberry.Info,
        id: strawberry.ID,  # noqa: A002 - the argument's name
    ) -> ReconciliationReport | None:
        """One run of the reconciliation."""
        found: Any = await info.context.report(id)
        return cast("ReconciliationReport | None", found)

    @strawberry.field
    async def open_conflicts(
        self, info: strawberry.Info, first: int | None = None, after: str | None = None
    ) -> ConflictConnection:
        """What is still open, in the order of its detection."""
        page: Any = await info.context.open_conflicts(PageRequest(first, after))
        return cast("ConflictConnection", page)

    @strawberry.field
    async def conflict(
        self,
        info: strawberry.Info,
        id: strawberry.ID,  # noqa: A002 - the argument's name
    ) -> Conflict | None:
        """One conflict, open or resolved."""
        return cast("Conflict | None", await info.context.conflict(id))


@strawberry.federation.type
class Mutation:
    """What can be done."""

    @strawberry.field(directives=[PARTNER])  # type: ignore[untyped-decorator]  # no overload for async
    async def place_order(
        self,
        info: strawberry.Info,
        input: PlaceOrderInput,  # noqa: A002 - the argument's name
    ) -> PlaceOrderPayload:
        """Steps 1-4 in one call: customer and order in both systems."""
        return cast("PlaceOrderPayload", await info.context.place(msgspec.to_builtins(input)))

    @strawberry.field
    async def decide_order(
        self,
        info: strawberry.Info,
        input: DecideOrderInput,  # noqa: A002 - the argument's name
    ) -> DecideOrderPayload:
        """Steps 5-7 before the order exists in the ERP."""
        return cast("DecideOrderPayload", await info.context.decide(msgspec.to_builtins(input)))

    @strawberry.field(directives=[PARTNER])  # type: ignore[untyped-decorator]  # no overload for async
    async def amend_order(
        self,
        info: strawberry.Info,
        input: AmendOrderInput,  # noqa: A002 - the argument's name
    ) -> AmendOrderPayload:
        """Steps 6-7 after it exists."""
        answer: Any = await info.context.amend(msgspec.to_builtins(input))
        return cast("AmendOrderPayload", answer)

    @strawberry.field(directives=[PARTNER])  # type: ignore[untyped-decorator]  # no overload for async
    async def cancel_order(
        self,
        info: strawberry.Info,
        input: CancelOrderInput,  # noqa: A002 - the argument's name
    ) -> CancelOrderPayload:
        """Cancel an order or lines of it."""
        answer: Any = await info.context.cancel(msgspec.to_builtins(input))
        return cast("CancelOrderPayload", answer)

    @strawberry.field
    async def retry_order_sync(
        self, info: strawberry.Info, order_id: strawberry.ID
    ) -> OrderPayload:
        """Try now what waits for a system, instead of at the next attempt."""
        return cast("OrderPayload", await info.context.retry(order_id))

    @strawberry.field
    async def start_reconciliation(
        self,
        info: strawberry.Info,
        customer_ids: list[strawberry.ID] | None = None,
        order_ids: list[strawberry.ID] | None = None,
        repair: bool = True,
    ) -> ReconciliationPayload:
        """Compare both systems now, or only what is named; answers when it is done or goes on.

        With ``repair`` what has a master is made equal again; what blocks is kept in the house
        in either case.
        """
        answer: Any = await info.context.reconcile(
            customer_ids or [], order_ids or [], repairs=repair
        )
        return cast("ReconciliationPayload", answer)

    @strawberry.field(directives=[PARTNER])  # type: ignore[untyped-decorator]  # no overload for async
    async def import_orders(
        self,
        info: strawberry.Info,
        input: ImportOrdersInput,  # noqa: A002 - the argument's name
    ) -> ImportJobPayload:
        """Many placements at once; they are carried out after the answer, and outlive any stop."""
        answer: Any = await info.context.import_orders(msgspec.to_builtins(input))
        return cast("ImportJobPayload", answer)

    @strawberry.field
    async def request_data_export(
        self, info: strawberry.Info, customer_id: strawberry.ID
    ) -> PrivacyPayload:
        """One bundle of what all systems keep of a customer."""
        return cast("PrivacyPayload", await info.context.request_export(customer_id))

    @strawberry.field
    async def request_erasure(
        self, info: strawberry.Info, customer_id: strawberry.ID, reason: str
    ) -> PrivacyPayload:
        """Leave nothing personal of a customer but what the law retains."""
        answer: Any = await info.context.request_erasure(customer_id, reason)
        return cast("PrivacyPayload", answer)

    @strawberry.field
    async def merge_customers(
        self,
        info: strawberry.Info,
        input: MergeCustomersInput,  # noqa: A002 - the argument's name
    ) -> MergePayload:
        """Make one customer of several, in all systems; the others answer as the survivor."""
        answer: Any = await info.context.merge(msgspec.to_builtins(input))
        return cast("MergePayload", answer)

    @strawberry.field
    async def resolve_conflict(
        self,
        info: strawberry.Info,
        input: ResolveConflictInput,  # noqa: A002 - the argument's name
    ) -> OrderPayload:
        """Carry out what a person has decided about a conflict."""
        answer: Any = await info.context.resolve(msgspec.to_builtins(input))
        return cast("OrderPayload", answer)


@strawberry.federation.type
class Subscription:
    """What can be watched."""

    @strawberry.subscription(directives=[PARTNER])  # type: ignore[untyped-decorator]  # no overload for async
    async def order_events(
        self,
        info: strawberry.Info,
        order_id: strawberry.ID | None = None,
        customer_id: strawberry.ID | None = None,
        after_sequence: int | None = None,
        after: str | None = None,
    ) -> AsyncIterator[OrderEvent]:
        """Resumable: pass the last seen sequence (with orderId) or cursor."""
        events = info.context.events(order_id, customer_id, after_sequence, after)
        async for event in events:
            yield cast("OrderEvent", event)

    @strawberry.subscription
    async def conflict_detected(self, info: strawberry.Info) -> AsyncIterator[Conflict]:
        """Conflicts from now on, as they are found; earlier ones are in openConflicts."""
        async for conflict in info.context.conflicts_detected():
            yield cast("Conflict", conflict)


def _resolve(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else getattr(value, name)


def build_schema() -> Schema:
    """The process subgraph."""
    return Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=refusals.ALL,
        config=StrawberryConfig(default_resolver=_resolve, scalar_map=SCALARS),
    )


SCHEMA = build_schema()
