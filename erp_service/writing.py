"""One write: a transaction with its stored answer, its audit entry and its event.

A request id is answered once; its replay reads what was answered and writes nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import DataError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.answers import store_answer, stored_answer
from chassis.audit import record
from chassis.database import Database
from chassis.errors import unstorable
from chassis.identity import Actor
from chassis.outbox import OutboxFeed, publish
from erp_service import tables
from erp_service.refusals import Refusal, RefusedError
from erp_service.sales_orders.record import SalesOrder
from erp_service.sales_orders.tables import number_sequences
from erp_service.store.master_data import MasterData

LONGEST_KEY = 100
# What an erasure removes from the audit, by entity type.
PERSONAL: Mapping[str, tuple[str, ...]] = {
    "Partner": tuple(
        f"{where}{name}"
        for where in ("", "before.", "after.")
        for name in ("name", "tax_id", "street", "postal_code", "city", "email", "phone")
    )
}
_NEXT_NUMBER = (
    update(number_sequences)
    .where(number_sequences.c.name == bindparam("sequence"))
    .values(next=number_sequences.c.next + 1)
    .returning(number_sequences.c.next)
)


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a write answers: the id of what it wrote, or why it did not.

    Attributes:
        facts: plain values that the answer shows beside the entity.
        request: what was asked, where a key may come back with another request.
        order: the sales order as just written. It is not stored: a replay reads what it is then.
    """

    id: str | None = None
    refusals: tuple[Refusal, ...] = ()
    facts: dict[str, Any] = {}
    request: Any = None
    order: SalesOrder | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open write of one actor."""

    connection: AsyncConnection
    actor: Actor
    operation: str
    master_data: MasterData

    async def audit(
        self, entity_type: str, entity_id: str, changes: Mapping[str, Any], about: str | None = None
    ) -> None:
        """Who changed what; ``about`` is the order's id in the gateway."""
        await record(
            self.connection,
            tables.audit,
            self.actor,
            operation=self.operation,
            entity_type=entity_type,
            entity_id=entity_id,
            changes=changes,
            correlation_id=about,
            personal=PERSONAL.get(entity_type, ()),
        )

    async def publish(
        self, entity_type: str, entity_id: str, version: int, payload: Mapping[str, Any]
    ) -> None:
        """A change event, visible with the commit."""
        await publish(
            self.connection,
            tables.outbox,
            type=f"{entity_type}Changed",
            entity_type=entity_type,
            entity_id=entity_id,
            version=version,
            payload=payload,
        )

    async def next_number(self, name: str, first: int = 1) -> int:
        """The next number of a sequence."""
        found = await self.connection.execute(_NEXT_NUMBER, {"sequence": name})
        following = found.scalar_one_or_none()
        if following is not None:
            return int(following) - 1
        values = {"name": name, "next": first + 1}
        await self.connection.execute(insert(number_sequences), values)
        return first


Work = Callable[[Transaction], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes on behalf of one actor."""

    database: Database
    feed: OutboxFeed
    actor: Actor = field(repr=False)
    master_data: MasterData = field(repr=False)

    async def carry_out(
        self, operation: str, request_id: str | None, work: Work, request: Any = None
    ) -> Answer:
        """Do the work in one transaction, once per request id; refusals are answers too.

        Raises:
            RequestIdReusedError: the id was used for another operation.
        """
        try:
            return await self._carry_out(operation, request_id, work, request)
        except DataError as error:
            return Answer(refusals=(Refusal("INVALID", unstorable(error), ()),))

    async def _carry_out(
        self, operation: str, request_id: str | None, work: Work, request: Any
    ) -> Answer:
        async with self.database.write() as connection:
            known = await self._known(connection, operation, request_id)
            if known is not None:
                return known if known.request == request else _reused()
            transaction = Transaction(connection, self.actor, operation, self.master_data)
            answer = await self._attempt(transaction, work)
            answer = msgspec.structs.replace(answer, request=request)
            if request_id is not None:
                table, stored = tables.request_answers, msgspec.structs.replace(answer, order=None)
                await store_answer(connection, table, request_id, operation, stored)
        self.feed.notify()
        return answer

    async def carry_out_keyed(self, operation: str, key: str, work: Work, request: Any) -> Answer:
        """Once per idempotency key of the actor's client; the key with other input is refused."""
        if not 1 <= len(key) <= LONGEST_KEY:
            message = f"an idempotency key has 1 to {LONGEST_KEY} characters"
            return Answer(refusals=(Refusal("INVALID", message, ("idempotencyKey",)),))
        return await self.carry_out(operation, f"key:{self.actor.client_id}:{key}", work, request)

    async def _known(
        self, connection: AsyncConnection, operation: str, request_id: str | None
    ) -> Answer | None:
        if request_id is None:
            return None
        found = await stored_answer(connection, tables.request_answers, request_id, operation)
        return None if found is None else msgspec.convert(found, Answer)

    async def _attempt(self, transaction: Transaction, work: Work) -> Answer:
        try:
            return await work(transaction)
        except RefusedError as error:
            return Answer(refusals=error.refusals)


def _reused() -> Answer:
    message = "this idempotency key was used for another request; send a new key"
    return Answer(refusals=(Refusal("INVALID", message, ("idempotencyKey",)),))
