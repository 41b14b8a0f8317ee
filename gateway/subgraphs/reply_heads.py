"""Heads of replies that llhttp has read before.

A server's heads differ in little but the length and the second, so most are bytes that were judged
already. What is known here is framed without the parser: by one content-length, on a connection
that stays open, with a body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_LENGTH = re.compile(rb"\r\ncontent-length: ?(\d{1,15})\r\n", re.IGNORECASE)
_END = b"\r\n\r\n"


class Framing(NamedTuple):
    """Where a reply's body stands.

    Attributes:
        encoding: the content coding, in lower case.
        start, end: of the body, counted from the first byte of the head.
    """

    status: int
    encoding: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReplyHeads:
    """What heads mean, by their bytes without the digits of the length."""

    most: int = 256
    _known: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)

    def framing(self, data: bytes) -> Framing | None:
        """How the reply that begins here is framed; None for a head that llhttp has to read."""
        head_end = data.find(_END)
        length = _LENGTH.search(data, 0, head_end + 2)
        if length is None:
            return None
        meaning = self._known.get(data[: length.start(1)] + data[length.end(1) : head_end])
        if meaning is None:
            return None
        start = head_end + len(_END)
        return Framing(*meaning, start, start + int(length[1]))

    def learn(self, data: bytes, status: int, encoding: bytes) -> None:
        """Remember the head with which ``data`` begins; llhttp has found it to be as told above."""
        head_end = data.find(_END)
        length = _LENGTH.search(data, 0, head_end + 2)
        if length is None:
            return
        if len(self._known) >= self.most:
            self._known.clear()
        self._known[data[: length.start(1)] + data[length.end(1) : head_end]] = status, encoding
