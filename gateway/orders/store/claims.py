"""Claims of idempotency keys: inserted and committed before any work (domain §3.4).

A key is a client's for seven days; a partner's reference is his order's without time limit, until
that order is refused.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import now
from chassis.database import Database
from chassis.deferred import execute_later, insertion
from chassis.identity import Actor
from gateway.orders.store.tables import CLAIMS, ORDERS, REFERENCES

KEY_LIFETIME = timedelta(days=7)
Also = Callable[[AsyncConnection], Awaitable[None]]
# Of an unfinished claim only: what was answered at its end is never answered otherwise.
_ANSWER = update(CLAIMS).where(CLAIMS.c.id == bindparam("claim"), CLAIMS.c.finished == 0)
# Whether the claim that the running task acts for is at its end.
IS_OVER = select(CLAIMS.c.finished).where(CLAIMS.c.id == bindparam("acting")).scalar_subquery()
ACTING: ContextVar[str | None] = ContextVar("ACTING", default=None)
"""The claim that a task acts for."""


class Claim(msgspec.Struct, frozen=True):
    """One accepted request; ``id`` is its workflow's id, ``ids`` were made before any write."""

    id: str
    client_id: str
    key: str
    operation: str
    fingerprint: str
    order_id: str
    ids: dict[str, Any]
    request: dict[str, Any]
    actor: Actor
    at: datetime
    answer: dict[str, Any] | None = None
    finished: int = 0


class OvertakenError(Exception):
    """The run's claim is at its end: another process took this one for dead, and carried it out."""


class ReferenceUsedError(Exception):
    """The partner's reference belongs to another order."""

    def __init__(self, reference: str, order_id: str) -> None:
        super().__init__(f"partnerReference {reference} belongs to order {order_id}")
        self.order_id = order_id


class ClaimStore:
    """Reads and writes claims."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answered = asyncio.Event()
        database.signals.listen("answers", lambda _: self._wake())

    async def claim(self, wanted: Claim, also: Also | None = None) -> Claim:
        """Insert; when client and key are taken, the earlier claim is given instead.

        ``also`` writes in the same transaction what belongs to the claim.

        Raises:
            ReferenceUsedError: see there; nothing is claimed.
        """
        try:
            await self._insert(wanted, also)
        except IntegrityError:
            earlier = await self.find(wanted.client_id, wanted.key)
            if earlier is not None:
                return earlier
            await self._expire(wanted)
            await self._insert(wanted, also)
        return wanted

    async def find(self, client_id: str, key: str) -> Claim | None:
        """The living claim of this client's key."""
        same = (CLAIMS.c.client_id == client_id) & (CLAIMS.c.key == key)
        found = await self._select(same, CLAIMS.c.at > now() - KEY_LIFETIME)
        return found[0] if found else None

    async def ever(self, client_id: str, key: str) -> Claim | None:
        """The claim of a key that never expires."""
        found = await self._select(CLAIMS.c.client_id == client_id, CLAIMS.c.key == key)
        return found[0] if found else None

    async def find_reference(self, actor: Actor, reference: str) -> str | None:
        """The id of the order that has this partner's reference."""
        async with self._database.read() as connection:
            return await _referred(connection, _scope(actor), reference)

    async def by_id(self, claim_id: str) -> Claim:
        """The claim of a workflow."""
        return (await self._select(CLAIMS.c.id == claim_id))[0]

    async def get(self, claim_id: str) -> Claim | None:
        """A claim by an id that somebody names."""
        found = await self._select(CLAIMS.c.id == claim_id)
        return found[0] if found else None

    async def unfinished(self) -> list[str]:
        """Ids of what a restart has to carry on."""
        query = select(CLAIMS.c.id).where(CLAIMS.c.finished == 0)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def without_order(self) -> list[str]:
        """Ids of orders that are being placed, and of which nothing is stored yet."""
        is_open = (CLAIMS.c.finished == 0) & (CLAIMS.c.operation == "placeOrder")
        is_stored = exists().where(ORDERS.c.id == CLAIMS.c.order_id)
        query = select(CLAIMS.c.order_id).where(is_open, ~is_stored)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def unfinished_of(self, order_id: str) -> list[Claim]:
        """What is under way for an order."""
        return await self._select(CLAIMS.c.finished == 0, CLAIMS.c.order_id == order_id)

    async def busy(self, order_ids: Collection[str]) -> set[str]:
        """Which of the orders have something under way."""
        query = select(CLAIMS.c.order_id).where(
            CLAIMS.c.finished == 0, CLAIMS.c.order_id.in_(order_ids)
        )
        async with self._database.read() as connection:
            return set((await connection.execute(query)).scalars())

    async def has_unfinished(self, operation: str) -> bool:
        """Whether one of a kind is under way."""
        is_open = (CLAIMS.c.finished == 0) & (CLAIMS.c.operation == operation)
        query = select(CLAIMS.c.id).where(is_open).limit(1)
        async with self._database.read() as connection:
            return await connection.scalar(query) is not None

    async def has_others(self, claim: Claim) -> bool:
        """Whether another claim of the same order is under way."""
        others = (CLAIMS.c.order_id == claim.order_id) & (CLAIMS.c.id != claim.id)
        query = select(CLAIMS.c.id).where(others, CLAIMS.c.finished == 0).limit(1)
        async with self._database.read() as connection:
            return await connection.scalar(query) is not None

    async def answered(self, seconds: float) -> None:
        """Wait for the next answer of any claim, or for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._answered.wait()

    async def answer(self, claim_id: str, answer: dict[str, Any], *, is_final: bool) -> None:
        """Keep the answer; a queued request has one before it is finished."""
        values = {"claim": claim_id, "answer": answer, "finished": int(is_final)}
        async with self._database.write(claim_id) as connection:
            await execute_later(connection, _ANSWER, values)
            if is_final and answer["outcome"] == "REFUSED":
                await _forget_reference(connection, claim_id)
        self._database.signals.tell("answers")

    async def release(self, claim_id: str) -> None:
        """Free the key of a refusal that must not be replayed; the work itself goes on."""
        async with self._database.write(claim_id) as connection:
            mine = (CLAIMS.c.id == claim_id) & (CLAIMS.c.finished == 0)
            values = {"key": f"released:{claim_id}"}
            released = await connection.execute(update(CLAIMS).where(mine).values(**values))
            if released.rowcount:
                await _forget_reference(connection, claim_id)

    def _wake(self) -> None:
        self._answered.set()
        self._answered = asyncio.Event()

    async def _insert(self, wanted: Claim, also: Also | None) -> None:
        async with self._database.write(wanted.id) as connection:
            await execute_later(connection, insertion(CLAIMS), msgspec.structs.asdict(wanted))
            await _refer(connection, wanted)
            if also is not None:
                await also(connection)

    async def _expire(self, wanted: Claim) -> None:
        same = (CLAIMS.c.client_id == wanted.client_id) & (CLAIMS.c.key == wanted.key)
        expired = update(CLAIMS).where(same, CLAIMS.c.at <= now() - KEY_LIFETIME)
        async with self._database.write(wanted.id) as connection:
            await connection.execute(expired.values(key="expired:" + CLAIMS.c.id))

    async def _select(self, *conditions: Any) -> list[Claim]:
        async with self._database.read() as connection:
            rows = (await connection.execute(select(CLAIMS).where(*conditions))).mappings().all()
        return [Claim(**{**row, "actor": msgspec.convert(row["actor"], Actor)}) for row in rows]


async def _refer(connection: AsyncConnection, wanted: Claim) -> None:
    reference = wanted.request.get("partner_reference")
    if wanted.operation != "placeOrder" or not reference:
        return
    scope = _scope(wanted.actor)
    taken = await _referred(connection, scope, reference)
    if taken is not None:
        raise ReferenceUsedError(reference, taken)
    values = {"scope": scope, "reference": reference, "order_id": wanted.order_id}
    await connection.execute(insert(REFERENCES).values(**values))


async def _referred(connection: AsyncConnection, scope: str, reference: str) -> str | None:
    mine = (REFERENCES.c.scope == scope) & (REFERENCES.c.reference == reference)
    found: str | None = await connection.scalar(select(REFERENCES.c.order_id).where(mine))
    return found


async def _forget_reference(connection: AsyncConnection, claim_id: str) -> None:
    # A placement's claim has the id of its order; a refused decision's has not.
    await connection.execute(delete(REFERENCES).where(REFERENCES.c.order_id == claim_id))


def _scope(actor: Actor) -> str:
    return actor.partner_id or f"client:{actor.client_id}"
