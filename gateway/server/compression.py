"""Answers by gzip, for clients that take it and where it pays (RFC 9110, section 8.4)."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

# Less fits into one packet as it is.
SMALLEST_BODY: Final = 1400
# What takes longer than some other request may wait is compressed beside the event loop.
_LARGEST_INLINE: Final = 128 * 1024
_LEVEL: Final = 1
_AS_GZIP: Final = 16 + zlib.MAX_WBITS


def takes_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a request's header lines accept gzip."""
    return any(name == b"accept-encoding" and _accepts(value) for name, value in headers)


async def compressed(body: bytes) -> bytes:
    """The body as gzip, fast rather than small."""
    if len(body) <= _LARGEST_INLINE:
        return _gzip(body)
    return await asyncio.to_thread(_gzip, body)


def _gzip(body: bytes) -> bytes:
    return zlib.compress(body, _LEVEL, _AS_GZIP)


@lru_cache(maxsize=256)
def _accepts(value: bytes) -> bool:
    """By name or by ``*``; a quality of 0 refuses (RFC 9110, section 12.5.3)."""
    qualities: dict[str, float] = {}
    for part in value.decode("latin-1").lower().split(","):
        coding, _, parameter = part.partition(";")
        qualities[coding.strip()] = _quality(parameter.strip())
    return qualities.get("gzip", qualities.get("x-gzip", qualities.get("*", 0.0))) > 0


def _quality(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
