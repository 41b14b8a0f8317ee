"""The messages of graphql-transport-ws (the protocol of npm ``graphql-ws``), both ways.

A message is one JSON object with a ``type``; what a client sends beside the known members is
ignored, as the protocol has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

SUBPROTOCOL: Final = "graphql-transport-ws"
_Payload = dict[str, Any] | None


class ConnectionInit(msgspec.Struct, frozen=True, tag_field="type", tag="connection_init"):
    """The first message; who the client is, if the upgrade did not say so."""

    payload: _Payload = None


class Ping(msgspec.Struct, frozen=True, tag_field="type", tag="ping"):
    """To be answered with a pong."""

    payload: _Payload = None


class Pong(msgspec.Struct, frozen=True, tag_field="type", tag="pong"):
    """Needs no answer."""

    payload: _Payload = None


class Subscribe(msgspec.Struct, frozen=True, tag_field="type", tag="subscribe"):
    """An operation of any kind; ``payload`` has the members of a POST's body."""

    id: str
    payload: msgspec.Raw


class Complete(msgspec.Struct, frozen=True, tag_field="type", tag="complete"):
    """Nobody listens to the operation any more."""

    id: str


ClientMessage = ConnectionInit | Ping | Pong | Subscribe | Complete

_read: Final = msgspec.json.Decoder(ClientMessage)
ACKNOWLEDGED: Final = b'{"type":"connection_ack"}'


def read_message(text: str | bytes) -> ClientMessage:
    """Decode what a client has sent.

    Raises:
        msgspec.DecodeError: no JSON, or none of the messages.
        RecursionError: JSON that is nested too deeply.
    """
    message: ClientMessage = _read.decode(text)
    return message


def pong(payload: _Payload) -> bytes:
    """The answer to a ping."""
    return msgspec.json.encode({"type": "pong"} if payload is None else Pong(payload))


def next_answer(operation: str, answer: bytes) -> bytes:
    """One answer of an operation."""
    return b'{"type":"next","id":%s,"payload":%s}' % (msgspec.json.encode(operation), answer)


def refused(operation: str, errors: Iterable[Mapping[str, Any]]) -> bytes:
    """The operation was not begun; nothing more comes of it."""
    return msgspec.json.encode({"type": "error", "id": operation, "payload": list(errors)})


def completed(operation: str) -> bytes:
    """Nothing more comes of the operation."""
    return msgspec.json.encode(Complete(operation))
