"""Reading a subgraph's reply leniently: its data, and its errors as values.

In: bytes that may be anything. Out: a ``Reply``, or the ``FetchFailure`` that they amount to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from gateway.federation.execution.errors import (
    DOWNSTREAM,
    INVALID_REPLY,
    ErrorPath,
    FetchFailure,
)
from gateway.federation.execution.leaves import RAW_NULL

_read_envelope = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_NO_RESPONSE = "The subgraph answered with something that is no GraphQL response"


@dataclass(frozen=True, slots=True)
class SubgraphError:
    """An error as the subgraph reported it; ``path`` is in its own terms, None if unusable."""

    failure: FetchFailure
    path: ErrorPath | None


@dataclass(frozen=True, slots=True)
class Reply:
    """A usable reply. ``data`` is None when the subgraph could deliver nothing."""

    data: msgspec.Raw | None
    errors: tuple[SubgraphError, ...] = ()


def read_reply(body: bytes) -> Reply | FetchFailure:
    """Split a reply into data and errors (GraphQL specification, section 7.1)."""
    try:
        if not body.isascii():
            body.decode()
        envelope = _read_envelope(body)
        errors = _read_errors(envelope.get("errors"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return FetchFailure(f"{_NO_RESPONSE}.", INVALID_REPLY)
    data = envelope.get("data")
    if data is None or data == RAW_NULL:
        if not errors:
            return FetchFailure(f"{_NO_RESPONSE}: no data and no errors.", INVALID_REPLY)
        return Reply(None, errors)
    return Reply(data, errors)


def read_entities(data: msgspec.Raw, key: str, expected: int) -> list[msgspec.Raw] | FetchFailure:
    """The items of ``_entities`` under its key, one for each representation that was sent."""
    try:
        entities = msgspec.json.decode(_read_envelope(data)[key], type=list[msgspec.Raw])
    except (KeyError, msgspec.DecodeError, RecursionError):
        return FetchFailure("The subgraph answered without a list of entities.", INVALID_REPLY)
    if len(entities) != expected:
        return FetchFailure(
            f"The subgraph answered with {len(entities)} entities for {expected}.", INVALID_REPLY
        )
    return entities


def _read_errors(raw: msgspec.Raw | None) -> tuple[SubgraphError, ...]:
    if raw is None or raw == RAW_NULL:
        return ()
    return tuple(_read_error(item) for item in msgspec.json.decode(raw, type=list[Any]))


def _read_error(item: object) -> SubgraphError:
    if not isinstance(item, Mapping):
        return SubgraphError(FetchFailure("The subgraph reported an error without a text."), None)
    message = item.get("message")
    extensions = item.get("extensions")
    failure = FetchFailure(
        message if isinstance(message, str) else "The subgraph reported an error without a text.",
        DOWNSTREAM,
        extensions if isinstance(extensions, dict) else {},
    )
    return SubgraphError(failure, _path(item.get("path")))


def _path(path: object) -> ErrorPath | None:
    if not isinstance(path, list) or not path:
        return None
    is_usable = all(isinstance(step, str | int) and not isinstance(step, bool) for step in path)
    return tuple(path) if is_usable else None
