"""The bytes of one connection become replies, one after the other.

Framing is llhttp's work (by ``httptools``); this module holds the limits and decides what counts as
a whole reply.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import httptools

from gateway.subgraphs.client import SubgraphReply

_GZIP_WINDOW = 31  # 15 bits, plus 16 for the gzip wrapper (zlib's inflateInit2)
_FIRST_FINAL_STATUS = 200
_IDENTITY = (b"identity", b"")


@dataclass(frozen=True, slots=True)
class ReplyLimits:
    """What a subgraph may send, in bytes; the body counts as decompressed."""

    head: int = 64 * 1024
    body: int = 64 * 1024 * 1024


class BrokenReplyError(Exception):
    """What came is no reply that can be used; says in one clause why."""


class ReplyReader:
    """Reads the replies of one connection.

    Attributes:
        has_received: at least one byte of the reply has arrived.
        can_go_on: the connection may carry another exchange once this reply has been read.
    """

    def __init__(self, limits: ReplyLimits) -> None:
        self.has_received = False
        self.can_go_on = True
        self._limits = limits
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self.start()

    def start(self) -> None:
        """The next bytes begin a reply."""
        self.has_received = False
        self._reply: SubgraphReply | None = None
        self._broken: BrokenReplyError | None = None
        self._head_size = 0
        self._header_size = 0
        self._start_message()

    def feed(self, data: bytes) -> SubgraphReply | None:
        """Take what has arrived; give the reply once it is whole.

        Raises:
            BrokenReplyError: the connection is of no more use.
        """
        self.has_received = True
        if not self._head_ended:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            # Said by a callback here, or by llhttp: after the reply it is only of no more use.
            self.can_go_on = False
            if self._reply is None:
                raise self._broken or BrokenReplyError("the reply is not HTTP/1.1") from error
        if not self._head_ended and self._head_size > self._limits.head:
            raise _too_large("head of the reply", self._limits.head)
        return self._reply

    def end(self) -> SubgraphReply | None:
        """The peer sends no more; give the reply if that was its end (RFC 9112, section 6.3).

        Raises:
            BrokenReplyError: its body is damaged.
        """
        if self.has_received and self._head_ended and not self._is_framed:
            self._finish()
            return self._reply
        return None

    # llhttp

    def on_message_begin(self) -> None:
        """Llhttp: a message starts; a second one after the reply makes the connection unusable."""
        if self._reply is not None:
            self.can_go_on = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Llhttp: a header or trailer line."""
        self._header_size += len(name) + len(value)
        if self._header_size > self._limits.head:
            self._fail(_too_large("head of the reply", self._limits.head))
        match name.lower():
            case b"content-encoding":
                self._encoding = value.strip().lower()
            case b"content-length":
                self._is_framed = True
                if int(value) > self._limits.body:  # llhttp lets through nothing but digits
                    self._fail(_too_large("reply", self._limits.body))
            case b"transfer-encoding":
                self._is_framed = True

    def on_headers_complete(self) -> None:
        """Llhttp: the head has ended."""
        self._head_ended = self._parser.get_status_code() >= _FIRST_FINAL_STATUS

    def on_body(self, body: bytes) -> None:
        """Llhttp: a part of the body, chunk framing removed."""
        self._body.append(body)
        self._body_size += len(body)
        if self._body_size > self._limits.body:
            self._body.clear()
            self._fail(_too_large("reply", self._limits.body))

    def on_message_complete(self) -> None:
        """Llhttp: the message has ended by its own framing."""
        if self._reply is not None:
            self.can_go_on = False
        elif self._head_ended:
            self._finish()
        else:
            self._start_message()  # 100 Continue, 103 Early Hints

    def _start_message(self) -> None:
        self._head_ended = False
        self._is_framed = False
        self._encoding = b"identity"
        self._body = []
        self._body_size = 0

    def _finish(self) -> None:
        if not self._parser.should_keep_alive():
            self.can_go_on = False
        body, self._body = b"".join(self._body), []
        try:
            plain = _decoded(body, self._encoding, self._limits.body)
        except BrokenReplyError as error:
            self._fail(error)
        self._reply = SubgraphReply(self._parser.get_status_code(), plain)

    def _fail(self, broken: BrokenReplyError) -> None:
        self._broken = broken
        raise broken


def _decoded(body: bytes, encoding: bytes, limit: int) -> bytes:
    """Undo the content coding, never making more than ``limit`` bytes.

    Raises:
        BrokenReplyError: the body is damaged, or coded as nobody asked for.
    """
    if encoding in _IDENTITY:
        return body
    if encoding not in (b"gzip", b"x-gzip"):
        raise BrokenReplyError(
            f"the reply is encoded as {encoding.decode('latin-1')!r}, not as gzip"
        )
    decompressor = zlib.decompressobj(_GZIP_WINDOW)
    try:
        plain = decompressor.decompress(body, limit + 1)
    except zlib.error as error:
        raise BrokenReplyError("the gzip body of the reply is damaged") from error
    if len(plain) > limit:
        raise _too_large("reply", limit)
    if not decompressor.eof or decompressor.unused_data:
        raise BrokenReplyError("the gzip body of the reply is damaged")
    return plain


def _too_large(what: str, limit: int) -> BrokenReplyError:
    return BrokenReplyError(f"the {what} has more than {limit} bytes")
