"""A subgraph's subscription over a WebSocket of its own (graphql-transport-ws)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import Any, Final

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from gateway.subgraphs.client import SubgraphRequest, SubgraphUnreachableError

SUBPROTOCOL: Final = Subprotocol("graphql-transport-ws")
_OPERATION: Final = "1"
# Refusals of a caller, or for now.
_OF_THE_MOMENT: Final = (401, 403, 408, 429)
_PONG: Final = '{"type":"pong"}'


class NotSpokenError(SubgraphUnreachableError):
    """The subgraph answers, and not by this protocol.

    Attributes:
        is_lasting: whether others will hear the same: it is not about this caller or this moment.
    """

    def __init__(self, reason: str, *, is_lasting: bool = True) -> None:
        super().__init__(reason, is_outcome_unknown=False)
        self.is_lasting = is_lasting


class _Message(msgspec.Struct):
    type: str
    id: str = ""
    payload: msgspec.Raw = msgspec.Raw(b"null")


_read: Final = msgspec.json.Decoder(_Message)


class _Connect(connect):
    """Goes where it was sent, and nowhere else."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class SocketEventClient:
    """Subscribes by one WebSocket for each subscription: each carries its own caller's headers."""

    def __init__(self, url: str, *, largest_event: int = 2**20) -> None:
        self._url = url
        self._largest_event = largest_event

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[bytes, None]:
        """One GraphQL response for each event; closing the generator ends the subscription.

        The deadline is for everything up to the subscription; between events there may be any
        silence, in which the connection is held alive by pings.

        Raises:
            NotSpokenError: the subgraph refuses the upgrade or the protocol.
            SubgraphUnreachableError: no connection, or one that breaks off.
        """
        socket = await self._open(request)
        try:
            async for body in _bodies(socket):
                yield body
        except ConnectionClosed as error:
            raise _broken(f"the connection broke: {error}") from error
        finally:
            await socket.close()

    async def _open(self, request: SubgraphRequest) -> ClientConnection:
        try:
            async with asyncio.timeout(request.timeout_seconds):
                socket = await self._connect(request)
                try:
                    await _begin(socket, request)
                except BaseException:
                    socket.transport.abort()
                    raise
        except TimeoutError as error:
            raise _broken(f"no answer within {request.timeout_seconds:g} seconds") from error
        except ConnectionClosed as error:
            raise _broken(f"the connection was closed: {error}") from error
        return socket

    async def _connect(self, request: SubgraphRequest) -> ClientConnection:
        try:
            return await _Connect(
                self._url,
                subprotocols=[SUBPROTOCOL],
                additional_headers=list(request.headers),
                compression=None,
                proxy=None,
                open_timeout=None,
                close_timeout=1.0,
                max_size=self._largest_event,
                max_queue=1,
            )
        except InvalidHandshake as error:
            reason = f"no WebSocket of the subprotocol {SUBPROTOCOL}: {error}"
            raise NotSpokenError(reason, is_lasting=_is_lasting(error)) from error
        except OSError as error:
            raise _broken(str(error) or type(error).__name__) from error


async def _begin(socket: ClientConnection, request: SubgraphRequest) -> None:
    if socket.subprotocol != SUBPROTOCOL:
        raise NotSpokenError("the subprotocol was not taken")
    payload = {"headers": dict(request.headers)} if request.headers else {}
    await _send(socket, {"type": "connection_init", "payload": payload})
    while (message := await _receive(socket)).type != "connection_ack":
        await _answer(socket, message)
    operation = msgspec.Raw(request.body)
    await _send(socket, {"type": "subscribe", "id": _OPERATION, "payload": operation})


async def _bodies(socket: ClientConnection) -> AsyncGenerator[bytes, None]:
    while True:
        message = await _receive(socket)
        match message.type:
            case "next":
                yield bytes(message.payload)
            case "error":
                yield msgspec.json.encode({"errors": message.payload})
                return
            case "complete":
                return
            case _:
                await _answer(socket, message)


async def _receive(socket: ClientConnection) -> _Message:
    text = await socket.recv(decode=False)
    try:
        return _read.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _broken("a message that is none of the protocol's") from error


async def _answer(socket: ClientConnection, message: _Message) -> None:
    if message.type == "ping":
        await socket.send(_PONG)


async def _send(socket: ClientConnection, message: dict[str, Any]) -> None:
    await socket.send(msgspec.json.encode(message).decode())


def _is_lasting(error: InvalidHandshake) -> bool:
    if not isinstance(error, InvalidStatus):
        return True
    status = error.response.status_code
    return status not in _OF_THE_MOMENT and status < HTTPStatus.INTERNAL_SERVER_ERROR


def _broken(reason: str) -> SubgraphUnreachableError:
    return SubgraphUnreachableError(reason, is_outcome_unknown=True)
