"""One WebSocket's life, from its first message to the code that it is closed with.

The codes are those of graphql-transport-ws. Nothing is queued: an answer is asked for once the
one before it has been taken, and a message is read once the one before it has been obeyed.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final, Protocol

import msgspec

from chassis.identity import Actor, IdentityError
from gateway.server.identity import IdentitySeam
from gateway.server.limits import Limits
from gateway.server.parameters import parameters_of_body
from gateway.server.pipeline import GraphQLRequest, Pipeline
from gateway.server.refusal import RefusedRequestError
from gateway.server.request_error import RequestRefusedError
from gateway.server.subscriptions.messages import (
    ACKNOWLEDGED,
    Complete,
    ConnectionInit,
    Ping,
    Pong,
    Subscribe,
    completed,
    next_answer,
    pong,
    read_message,
    refused,
)

INVALID_MESSAGE: Final = 4400
UNAUTHORIZED: Final = 4401
FORBIDDEN: Final = 4403
TOO_LATE_INITIALISED: Final = 4408
SUBSCRIBER_EXISTS: Final = 4409
INITIALISED_TWICE: Final = 4429
INTERNAL_ERROR: Final = 4500
GOING_AWAY: Final = 1001
_LONGEST_REASON: Final = 120  # a close frame holds 125 bytes, the code included
_log = logging.getLogger(__name__)


class SocketClosedError(Exception):
    """The connection is over.

    Attributes:
        code: to close it with; None when the client has closed it.
        reason: for the client.
    """

    def __init__(self, code: int | None, reason: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:_LONGEST_REASON].decode(errors="ignore")


class Channel(Protocol):
    """An accepted connection."""

    async def receive(self) -> str | bytes:
        """The next message.

        Raises:
            SocketClosedError: the client has gone.
        """
        ...

    async def send(self, message: bytes) -> None:
        """Send a message once the client takes it.

        Raises:
            SocketClosedError: it takes nothing.
        """
        ...


@dataclass(frozen=True, slots=True)
class SocketTerms:
    """What holds for every connection.

    Attributes:
        init_seconds: until it must have said ``connection_init``.
    """

    pipeline: Pipeline[Any]
    identity: IdentitySeam
    limits: Limits
    init_seconds: float = 3.0


class SocketSession:
    """The server's side of the protocol over an accepted connection."""

    def __init__(self, terms: SocketTerms, channel: Channel, authorization: str | None) -> None:
        self._terms = terms
        self._channel = channel
        self._authorization = authorization
        self._actor: Actor | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}

    async def follow(self) -> SocketClosedError:
        """Obey the client until one of both ends the connection; gives how."""
        ended: list[SocketClosedError] = []
        try:
            async with asyncio.TaskGroup() as self._tasks:
                await self._read_all()
        except* SocketClosedError as several:
            ended = [each for each in several.exceptions if isinstance(each, SocketClosedError)]
        return ended[0]

    async def _read_all(self) -> None:
        try:
            async with asyncio.timeout(self._terms.init_seconds) as patience:
                while True:
                    await self._obey(await self._channel.receive(), patience)
        except TimeoutError as error:
            reason = "Connection initialisation timeout"
            raise SocketClosedError(TOO_LATE_INITIALISED, reason) from error

    async def _obey(self, text: str | bytes, patience: asyncio.Timeout) -> None:
        try:
            message = read_message(text)
        except (msgspec.DecodeError, RecursionError) as error:
            reason = f"Invalid message received: {error}"
            raise SocketClosedError(INVALID_MESSAGE, reason) from error
        match message:
            case ConnectionInit(payload):
                await self._initialise(payload)
                patience.reschedule(None)
                await self._channel.send(ACKNOWLEDGED)
            case Ping(payload):
                await self._channel.send(pong(payload))
            case Subscribe(operation, payload):
                await self._subscribe(operation, bytes(payload))
            case Complete(operation):
                self._forget(operation)
            case Pong():
                pass

    async def _initialise(self, payload: dict[str, Any] | None) -> None:
        if self._actor is not None:
            raise SocketClosedError(INITIALISED_TWICE, "Too many initialisation requests")
        self._authorization = _authorization_in(payload or {}) or self._authorization
        self._actor = await self._identified(self._authorization)

    async def _identified(self, said: str | None) -> Actor:
        try:
            return await self._terms.identity.identify(said)
        except IdentityError as error:
            raise SocketClosedError(FORBIDDEN, f"Forbidden: {error}") from error

    async def _subscribe(self, operation: str, body: bytes) -> None:
        if self._actor is None:
            raise SocketClosedError(UNAUTHORIZED, "Unauthorized: say connection_init first")
        # A connection outlives tokens: what has expired or was revoked begins nothing more, and
        # hears nothing more.
        self._actor = await self._identified(self._authorization)
        if operation in self._operations:
            reason = f"Subscriber for {operation} already exists"
            raise SocketClosedError(SUBSCRIBER_EXISTS, reason)
        try:
            request = parameters_of_body(body)
        except RefusedRequestError as error:
            raise SocketClosedError(INVALID_MESSAGE, str(error)) from error
        try:
            self._terms.limits.require("followed", len(self._operations) + 1)
        except RequestRefusedError as error:
            await self._channel.send(refused(operation, error.errors))
            return
        following = self._follow(operation, request, self._actor)
        self._operations[operation] = self._tasks.create_task(following)

    def _forget(self, operation: str) -> None:
        task = self._operations.pop(operation, None)
        if task is not None:
            task.cancel()

    async def _follow(self, operation: str, request: GraphQLRequest, actor: Actor) -> None:
        last = await self._answer_all(operation, request, actor)
        # The client may use the name again as soon as it hears of the end.
        del self._operations[operation]
        await self._channel.send(last)

    async def _answer_all(self, operation: str, request: GraphQLRequest, actor: Actor) -> bytes:
        """Send all answers; gives the message that ends the operation."""
        try:
            async with aclosing(await self._terms.pipeline.stream(request, actor)) as answers:
                async for answer in answers:
                    await self._identified(self._authorization)
                    await self._channel.send(next_answer(operation, answer))
        except RequestRefusedError as error:
            return refused(operation, error.errors)
        except SocketClosedError:
            raise
        except Exception:  # noqa: BLE001 - logged whole, told without internals
            _log.exception("an operation over a WebSocket failed by a defect of the gateway")
            return refused(operation, [_DEFECT])
        return completed(operation)


_DEFECT: Final = {
    "message": "the gateway failed; its log says why",
    "extensions": {"code": "INTERNAL_SERVER_ERROR"},
}


def _authorization_in(payload: dict[str, Any]) -> str | None:
    """The token of a ``connection_init``: itself a member, or among ``headers``."""
    headers = payload.get("headers")
    for members in (payload, headers if isinstance(headers, dict) else {}):
        for name, value in members.items():
            if name.lower() == "authorization" and isinstance(value, str):
                return value
    return None
