"""Reading a reply strictly: data as the schema promises it, and no errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from gateway.federation.execution.leaves import RAW_NULL
from gateway.federation.execution.typed.boundaries import NotCleanError

# The specification forbids an empty list, yet some servers send one.
_NO_ERRORS = (RAW_NULL, msgspec.Raw(b"[]"))


def reply_decoder(data: Any) -> Any:
    """A decoder of replies whose ``data`` has this annotation."""
    fields: list[tuple[str, Any] | tuple[str, Any, Any]]
    fields = [("data", data), ("errors", msgspec.Raw | UnsetType, UNSET)]
    return msgspec.json.Decoder(msgspec.defstruct("Reply", fields, gc=False)).decode


def data_of(members: Mapping[str, tuple[str, Any]]) -> type:
    """A class for ``data``: attribute to the key in the reply and the annotation."""
    fields = [(attribute, annotation) for attribute, (_, annotation) in members.items()]
    names = {attribute: key for attribute, (key, _) in members.items()}
    return msgspec.defstruct("Data", fields, gc=False, rename=names)


def read_strictly(decode: Any, body: bytes) -> Any:
    """The data of a reply.

    Raises:
        NotCleanError: it has errors. What msgspec raises passes through.
    """
    if not body.isascii():
        body.decode()
    reply = decode(body)
    if reply.errors is not UNSET and reply.errors not in _NO_ERRORS:
        raise NotCleanError
    return reply.data
