"""The public keys of an issuer of tokens (RFC 7517), fetched from where it publishes them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import jwt
import msgspec

from chassis.errors import InputError

REFRESH_SECONDS: Final = 300.0
# However many tokens name keys that nobody knows, the issuer is asked no more often than this.
COOLDOWN_SECONDS: Final = 30.0
LARGEST_KEY_SET: Final = 256 * 1024
_TIMEOUT_SECONDS: Final = 5.0
_log = logging.getLogger(__name__)
ReadKeys = Callable[[], Awaitable[bytes]]


class _KeySet(msgspec.Struct):
    keys: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that signatures are verified with.

    Attributes:
        algorithm: the only one that it is for; None: those that fit its kind.
    """

    material: Any
    algorithm: str | None


@dataclass(slots=True)
class KeySet:
    """The keys of one issuer by their ids.

    What was fetched last stays until something newer is there: an issuer that is down locks nobody
    out whose key is known.

    Attributes:
        read: gives the key set as JSON. Raises whatever it likes: that is logged.
        source: for the log.
        clock: monotonic, in seconds.
    """

    read: ReadKeys
    source: str
    clock: Callable[[], float] = time.monotonic
    keys: Mapping[str, PublicKey] = field(default_factory=dict)
    _asked: float | None = None
    _asking: asyncio.Task[bool] | None = None

    async def refresh(self) -> bool:
        """Fetch the keys, unless that was done a moment ago; whether there are other keys now."""
        if self._asking is None:
            if self._asked is not None and self.clock() - self._asked < COOLDOWN_SECONDS:
                return False
            self._asked = self.clock()
            self._asking = asyncio.ensure_future(self._fetch())
            self._asking.add_done_callback(self._ended)
        return await asyncio.shield(self._asking)

    def _ended(self, _: asyncio.Task[bool]) -> None:
        self._asking = None

    async def _fetch(self) -> bool:
        try:
            keys = keys_of(await self.read())
        except Exception as error:  # noqa: BLE001 - whatever it is, the known keys go on
            _log.warning("the keys of %s could not be fetched: %r", self.source, error)
            return False
        has_changed = set(keys) != set(self.keys)
        self.keys = keys
        return has_changed


def keys_of(content: bytes) -> dict[str, PublicKey]:
    """The keys for signatures in a key set, by their ids; a key without one has the id ''.

    Symmetric keys, keys for encryption and keys of unknown kinds are left out (RFC 7517, section
    5).

    Raises:
        msgspec.DecodeError: it is no key set.
    """
    found: dict[str, PublicKey] = {}
    for each in msgspec.json.decode(content, type=_KeySet).keys:
        if each.get("kty") == "oct" or each.get("use", "sig") != "sig":
            continue
        try:
            material = jwt.PyJWK(each).key
        except (jwt.PyJWTError, TypeError, ValueError):
            _log.info("a key of kind %r is not understood and left out", each.get("kty"))
            continue
        algorithm = each.get("alg")
        name = algorithm if isinstance(algorithm, str) else None
        found[str(each.get("kid", ""))] = PublicKey(material, name)
    return found


def reader_of(source: str) -> ReadKeys:
    """How keys are read: from a file, or by HTTPS (plain HTTP on this machine only).

    Raises:
        InputError: an address that anybody on the way could answer for.
    """
    address = urlsplit(source)
    if not address.scheme:
        return _file_reader(Path(source))
    is_here = address.scheme == "http" and _is_loopback(address.hostname or "")
    if address.scheme != "https" and not is_here:
        raise InputError(
            f"door.issuers: the keys at {source} could be anybody's; give an https address "
            "or a file"
        )

    async def fetch() -> bytes:
        import httpx  # noqa: PLC0415 - a gateway without issuers carries nothing of it

        # Redirects are not followed: the operator has named the place that is trusted.
        async with (
            httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, follow_redirects=False) as client,
            client.stream("GET", source, headers={"accept": "application/json"}) as answer,
        ):
            answer.raise_for_status()
            body = b""
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > LARGEST_KEY_SET:
                    raise ValueError(f"more than {LARGEST_KEY_SET} bytes")
            return body

    return fetch


def _file_reader(file: Path) -> ReadKeys:
    async def read() -> bytes:
        return await asyncio.to_thread(file.read_bytes)

    return read


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
