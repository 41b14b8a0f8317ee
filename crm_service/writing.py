"""One write: a transaction with its audit entries, its events, and its stored answer.

Callers get the id of what was written. A repeated request id gives the same id and writes nothing.
"""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.answers import store_answer, stored_answer
from chassis.audit import record
from chassis.database import Database
from chassis.errors import unstorable
from chassis.identity import Actor
from chassis.outbox import OutboxFeed, publish
from crm_service.records import Record
from crm_service.refusals import Refusal, RefusedError
from crm_service.tables import ANSWERS, AUDIT, NUMBERS, OUTBOX

ATTEMPTS = 3
# What an erasure removes from the audit, by entity type; paths as in the records' JSON.
PERSONAL: Mapping[str, tuple[str, ...]] = {
    "Customer": (
        *("legalName", "givenName", "familyName", "taxId", "emails", "phones"),
        *("addresses", "contacts", "consents", "languageTag", "partnerCustomerReference"),
    ),
    "Quote": ("shipTo", "lines.*.note", "reason", "lossReason"),
    "Interaction": ("subject", "body", "callerNumber"),
}

_NEXT_NUMBER = (
    update(NUMBERS)
    .where(NUMBERS.c.series == bindparam("of"))
    .values(last=NUMBERS.c.last + 1)
    .returning(NUMBERS.c.last)
)


@dataclass(frozen=True, slots=True)
class Transaction:
    """The open transaction of one write."""

    connection: AsyncConnection
    actor: Actor
    operation: str

    @property
    def staff_id(self) -> str | None:
        """The agent behind it, if it is one."""
        return self.actor.id if self.actor.kind == "STAFF" else None

    async def changed(self, type_: str, entity_id: str, version: int, state: Record) -> None:
        """Publish the full new state, and note who changed it."""
        payload = msgspec.to_builtins(state)
        await publish(
            self.connection,
            OUTBOX,
            type=f"{type_}Changed",
            entity_type=type_,
            entity_id=entity_id,
            version=version,
            payload=payload,
        )
        await record(
            self.connection,
            AUDIT,
            self.actor,
            operation=self.operation,
            entity_type=type_,
            entity_id=entity_id,
            changes=payload,
            correlation_id=payload.get("orderId"),
            personal=PERSONAL.get(type_, ()),
        )

    async def ask(
        self, type_: str, entity_type: str, entity_id: str, version: int, wanted: Mapping[str, Any]
    ) -> None:
        """Tell readers what the actor wants to follow from a change that is noted already."""
        await publish(
            self.connection,
            OUTBOX,
            type=type_,
            entity_type=entity_type,
            entity_id=entity_id,
            version=version,
            payload={**wanted, "actor": msgspec.to_builtins(self.actor)},
        )

    async def next_number(self, series: str, first: int) -> int:
        """The next number of a series that starts with ``first``."""
        number = await self.connection.scalar(_NEXT_NUMBER, {"of": series})
        if number is None:
            await self.connection.execute(insert(NUMBERS).values(series=series, last=first))
            return first
        return int(number)


Work = Callable[[Transaction], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Writer:
    """Runs writes for one actor."""

    database: Database
    feed: OutboxFeed
    actor: Actor

    async def write(self, operation: str, work: Work, request_id: str | None = None) -> str:
        """Run ``work`` in one transaction; gives the id it answers.

        A unique index lost to a parallel write (tax id, number, request id) is no fault: the next
        run sees the winner, and answers or refuses by it.

        Raises:
            RefusedError: from the work, or of a text that cannot be kept; nothing is written.
        """
        try:
            for _ in range(ATTEMPTS - 1):
                with contextlib.suppress(IntegrityError):
                    return await self._write(operation, work, request_id)
            return await self._write(operation, work, request_id)
        except DataError as error:
            raise RefusedError(Refusal("INVALID", unstorable(error))) from error

    async def _write(self, operation: str, work: Work, request_id: str | None) -> str:
        async with self.database.write() as connection:
            if request_id is not None:
                known: Any = await stored_answer(connection, ANSWERS, request_id, operation)
                if known is not None:
                    return str(known)
            written = await work(Transaction(connection, self.actor, operation))
            if request_id is not None:
                await store_answer(connection, ANSWERS, request_id, operation, written)
        self.feed.notify()
        return written
