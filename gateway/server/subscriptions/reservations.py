"""One event stream for many operations (graphql-sse, "single connection mode").

A client reserves a stream and is given a token, opens the stream with it, and sends operations in
requests of their own; the answers come over the stream, each with its operation's id. All of it
lives in this process: behind several, a client must always reach the same one.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

import msgspec

from chassis.identity import Actor
from gateway.server.limits import Limits
from gateway.server.refusal import RefusedRequestError
from gateway.server.subscriptions.framing import one_line

# A stream that is not opened for so long is given up.
UNOPENED_SECONDS: Final = 30.0
MOST_RESERVATIONS: Final = 10_000
MOST_OF_ONE_CALLER: Final = 1_000
_DEFECT: Final = (
    b'{"errors":[{"message":"the gateway failed; its log says why",'
    b'"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}'
)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Reservation:
    """One client's stream.

    Attributes:
        events: at most one waits; an operation goes on once its event has been taken.
        giving_up: the timer that runs until the first event of the stream is asked for.
    """

    actor: Actor
    giving_up: asyncio.TimerHandle
    is_open: bool = False
    operations: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    events: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(1))


@dataclass(slots=True)
class Reservations:
    """All reserved streams of this process, by token.

    Every method raises ``RefusedRequestError``: there is no such stream for this caller (404), or
    what is asked for does not go with its state (409, 429); and ``require_new`` and ``begin``
    raise ``RequestRefusedError`` where the stream follows too many operations.
    """

    limits: Limits
    unopened_seconds: float = UNOPENED_SECONDS
    _known: dict[str, _Reservation] = field(default_factory=dict)

    def reserve(self, actor: Actor) -> str:
        """A new stream's token."""
        own = sum(_who(each.actor) == _who(actor) for each in self._known.values())
        if own >= MOST_OF_ONE_CALLER or len(self._known) >= MOST_RESERVATIONS:
            message = "too many event streams are reserved; try again later"
            raise RefusedRequestError(429, message, "TOO_MANY_STREAMS", {b"retry-after": b"30"})
        token = secrets.token_urlsafe(24)
        self._known[token] = _Reservation(actor, self._give_up_later(token))
        return token

    def open(self, token: str, actor: Actor) -> AsyncGenerator[bytes, None]:
        """The stream's events; closing the generator ends the stream and its operations."""
        reservation = self._of(token, actor)
        if reservation.is_open:
            raise RefusedRequestError(409, "the event stream is open already", "STREAM_OPEN")
        reservation.is_open = True
        return self._events(token, reservation)

    def require_new(self, token: str, actor: Actor, operation: str) -> None:
        """Whether an operation of this id may begin on the stream."""
        operations = self._of(token, actor).operations
        if operation in operations:
            message = f"the stream follows an operation {operation!r} already; choose another id"
            raise RefusedRequestError(409, message, "OPERATION_EXISTS")
        self.limits.require("followed", len(operations) + 1)

    def begin(
        self, token: str, actor: Actor, operation: str, answers: AsyncGenerator[bytes, None]
    ) -> None:
        """Send the operation's answers over the stream, from now on."""
        self.require_new(token, actor, operation)
        reservation = self._of(token, actor)
        task = asyncio.ensure_future(_follow(reservation, operation, answers))
        reservation.operations[operation] = task
        task.add_done_callback(_forgetting(reservation, operation))

    def stop(self, token: str, actor: Actor, operation: str) -> None:
        """Stop an operation; one that has ended is none to stop, and that is no error."""
        task = self._of(token, actor).operations.get(operation)
        if task is not None:
            task.cancel()

    def _of(self, token: str, actor: Actor) -> _Reservation:
        reservation = self._known.get(token)
        if reservation is None or _who(reservation.actor) != _who(actor):
            message = "there is no such event stream, or not any more; reserve one by PUT"
            raise RefusedRequestError(404, message, "STREAM_NOT_FOUND")
        return reservation

    async def _events(self, token: str, reservation: _Reservation) -> AsyncGenerator[bytes, None]:
        reservation.giving_up.cancel()
        try:
            while True:
                yield await reservation.events.get()
        finally:
            self._drop(token)

    def _give_up_later(self, token: str) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(self.unopened_seconds, self._drop, token)

    def _drop(self, token: str) -> None:
        reservation = self._known.pop(token, None)
        if reservation is not None:
            reservation.giving_up.cancel()
            for task in reservation.operations.values():
                task.cancel()


def _who(actor: Actor) -> tuple[str | None, ...]:
    """Whose stream it is, whatever his token of the hour allows him."""
    return (actor.kind, actor.id, actor.client_id, actor.partner_id)


async def _follow(
    reservation: _Reservation, operation: str, answers: AsyncGenerator[bytes, None]
) -> None:
    name = msgspec.json.encode(operation)
    try:
        async with aclosing(answers):
            async for answer in answers:
                await reservation.events.put(_next(name, answer))
    except Exception:  # noqa: BLE001 - logged whole, told without internals
        _log.exception("an operation of an event stream failed by a defect of the gateway")
        await reservation.events.put(_next(name, _DEFECT))
    await reservation.events.put(b'event: complete\ndata: {"id":%s}\n\n' % name)


def _next(name: bytes, answer: bytes) -> bytes:
    return b'event: next\ndata: {"id":%s,"payload":%s}\n\n' % (name, one_line(answer))


def _forgetting(reservation: _Reservation, operation: str) -> Callable[[asyncio.Task[None]], None]:
    def forget(task: asyncio.Task[None]) -> None:
        if reservation.operations.get(operation) is task:
            del reservation.operations[operation]

    return forget
