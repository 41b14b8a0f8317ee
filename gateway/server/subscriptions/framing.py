"""How answers that come one by one are told apart on one HTTP response: a value for each format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

_Headers = tuple[tuple[bytes, bytes], ...]

# Nobody on the way keeps an answer back until there are more.
_UNHELD: Final = ((b"cache-control", b"no-store"), (b"x-accel-buffering", b"no"))
_LINE_ENDS: Final = bytes.maketrans(b"\r\n", b"  ")


@dataclass(frozen=True, slots=True)
class Framing:
    """One format.

    Attributes:
        headers: of the response.
        frame: an answer as it is sent.
        opening: before the first answer.
        heartbeat: sent into a long silence, so that nothing on the way takes the connection for
            dead; ``heartbeat_seconds`` is how long.
        end: after the last answer.
        cut_off: in its place when the gateway ends a stream that has not ended.
    """

    headers: _Headers
    frame: Callable[[bytes], bytes]
    opening: bytes
    heartbeat: bytes
    heartbeat_seconds: float
    end: bytes
    cut_off: bytes


def one_line(answer: bytes) -> bytes:
    """JSON without line ends, which are nothing but white space there, and framing here."""
    return answer.translate(_LINE_ENDS) if b"\n" in answer or b"\r" in answer else answer


def _event(answer: bytes) -> bytes:
    return b"event: next\ndata: %s\n\n" % one_line(answer)


def _part(answer: bytes) -> bytes:
    return _part_of(b'{"payload":%s}' % answer)


def _part_of(body: bytes) -> bytes:
    return b"\r\ncontent-type: application/json\r\n\r\n%s\r\n--graphql" % body


# graphql-sse, "distinct connections mode": an event for each answer. Cut off, it simply breaks:
# clients connect anew then, and only then.
EVENTS: Final = Framing(
    headers=((b"content-type", b"text/event-stream; charset=utf-8"), *_UNHELD),
    frame=_event,
    opening=b":\n\n",
    heartbeat=b":\n\n",
    heartbeat_seconds=12.0,
    end=b"event: complete\ndata:\n\n",
    cut_off=b"",
)

# graphql-sse, "single connection mode": events of many operations, framed where they arise.
SHARED_EVENTS: Final = replace(EVENTS, frame=bytes, end=b"")

_STOPPING: Final = (
    b'{"payload":null,"errors":[{"message":"the gateway stops; subscribe again",'
    b'"extensions":{"code":"SERVICE_UNAVAILABLE"}}]}'
)

# Apollo's multipart protocol for subscriptions. A reader takes a part for whole once it sees the
# delimiter after it, so that one is sent with each part.
PARTS: Final = Framing(
    headers=(
        (b"content-type", b'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'),
        *_UNHELD,
    ),
    frame=_part,
    opening=b"\r\n--graphql",
    heartbeat=_part_of(b"{}"),
    heartbeat_seconds=5.0,
    end=b"--\r\n",
    cut_off=_part_of(_STOPPING) + b"--\r\n",
)
