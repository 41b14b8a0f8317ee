"""graphql-transport-ws at the door: the handshake, and an ASGI connection as a channel."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from starlette.types import Receive, Scope, Send

from gateway.server.cors import CorsPolicy
from gateway.server.subscriptions.messages import SUBPROTOCOL
from gateway.server.subscriptions.socket_session import (
    GOING_AWAY,
    INTERNAL_ERROR,
    SocketClosedError,
    SocketSession,
    SocketTerms,
)
from gateway.server.subscriptions.streaming import SEND_SECONDS

NOT_ACCEPTABLE: Final = 4406
CLOSE_SECONDS: Final = 5.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SocketDoor:
    """The ASGI application for WebSockets.

    Attributes:
        cors: pages of which other origins may connect. A browser asks nobody before it connects,
            so it is here that a page of any other origin is turned away.
    """

    terms: SocketTerms
    cors: CorsPolicy | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Follow one connection to its end."""
        await receive()
        headers = dict(scope["headers"])
        if not self._is_welcome(headers):
            await send({"type": "websocket.close"})  # before it is accepted: HTTP status 403
            return
        if SUBPROTOCOL not in scope["subprotocols"]:
            # A client hears the code only over a connection that it takes for agreed.
            offered = next(iter(scope["subprotocols"]), None)
            await send({"type": "websocket.accept", "subprotocol": offered})
            await _close(send, NOT_ACCEPTABLE, f"Subprotocol not acceptable: use {SUBPROTOCOL}")
            return
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        token = headers.get(b"authorization")
        authorization = None if token is None else token.decode("latin-1")
        channel = _AsgiChannel(receive, send)
        session = SocketSession(self.terms, channel, authorization)
        try:
            closed = await session.follow()
        except Exception:  # noqa: BLE001 - logged whole, told without internals
            _log.exception("a WebSocket ended by a defect of the gateway")
            closed = SocketClosedError(INTERNAL_ERROR, "Internal server error")
        if closed.code is not None:
            await _close(send, closed.code, closed.reason)

    def _is_welcome(self, headers: dict[bytes, bytes]) -> bool:
        origin = headers.get(b"origin")
        if origin is None or origin.partition(b"://")[2] == headers.get(b"host"):
            return True
        return self.cors is not None and (not self.cors.origins or origin in self.cors.origins)


@dataclass(frozen=True, slots=True)
class _AsgiChannel:
    """``Channel`` over ASGI."""

    receive_event: Receive
    send_event: Send

    async def receive(self) -> str | bytes:
        message = await self.receive_event()
        if message["type"] == "websocket.disconnect":
            raise SocketClosedError(None)
        text: str | bytes | None = message.get("text")
        return message["bytes"] if text is None else text

    async def send(self, message: bytes) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.send_event({"type": "websocket.send", "text": message.decode()})
        except TimeoutError as error:
            reason = f"nothing was taken for {SEND_SECONDS:g} seconds"
            raise SocketClosedError(GOING_AWAY, reason) from error
        except OSError as error:  # the client has gone in the middle of it
            raise SocketClosedError(None) from error


async def _close(send: Send, code: int, reason: str) -> None:
    # The client was faster, or takes nothing, this included.
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await send({"type": "websocket.close", "code": code, "reason": reason})
