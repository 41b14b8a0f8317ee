"""Reading a reply strictly: data as the schema promises it, and no errors.

A clean reply nearly always begins and ends with the very bytes that the specification suggests.
What stands between them is decoded directly, and must be one whole JSON value, so nothing else can
be in the reply. Any other form is read by classes for the envelope.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from gateway.federation.execution.leaves import RAW_NULL
from gateway.federation.execution.typed.boundaries import NotCleanError

# The specification forbids an empty list, yet some servers send one.
_NO_ERRORS = (RAW_NULL, msgspec.Raw(b"[]"))


@dataclass(slots=True, eq=False)
class StrictReader:
    """Reads what stands in a reply's data: all of it, or what a single key holds.

    Attributes:
        annotation: of what is read.
        key: None for the data itself.
    """

    annotation: Any
    key: str | None = None
    _start: bytes = field(init=False)
    _end: bytes = field(init=False)
    _decode: Any = field(init=False)
    _decode_whole: Any = None
    _is_bare: bool = True

    def __post_init__(self) -> None:
        self._start = b'{"data":' if self.key is None else b'{"data":{"%b":' % self.key.encode()
        self._end = b"}" if self.key is None else b"}}"
        self._decode = msgspec.json.Decoder(self.annotation).decode

    def read(self, body: bytes) -> Any:
        """The data of a reply, or what its key holds.

        Raises:
            NotCleanError: it has errors. What msgspec raises passes through.
        """
        if not body.isascii():
            body.decode()
        if self._is_bare and body.startswith(self._start) and body.endswith(self._end):
            try:
                return self._decode(memoryview(body)[len(self._start) : -len(self._end)])
            except msgspec.DecodeError:
                pass
        return self._read_whole(body)

    def _read_whole(self, body: bytes) -> Any:
        if self._decode_whole is None:
            self._decode_whole = _reply_decoder(self.annotation, self.key)
        reply = self._decode_whole(body)
        if reply.errors is not UNSET and reply.errors not in _NO_ERRORS:
            raise NotCleanError
        # Whoever adds extensions to one reply adds them to the next: that is not tried again.
        self._is_bare = False
        return reply.data if self.key is None else reply.data.value


def _reply_decoder(data: Any, key: str | None) -> Any:
    if key is not None:
        data = msgspec.defstruct("Data", [("value", data)], gc=False, rename={"value": key})
    fields: list[tuple[str, Any] | tuple[str, Any, Any]]
    fields = [("data", data), ("errors", msgspec.Raw | UnsetType, UNSET)]
    return msgspec.json.Decoder(msgspec.defstruct("Reply", fields, gc=False)).decode
