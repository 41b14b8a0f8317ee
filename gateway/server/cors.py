"""Which pages of other origins may read answers (Fetch standard, "CORS protocol")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.errors import InputError
from gateway.server.settings import CorsSettings

ANY: Final = "*"
_ORIGIN: Final = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?")
_METHODS: Final = b"GET, POST, PUT, DELETE"
_Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class CorsPolicy:
    """Origins are compared whole: neither a suffix nor a pattern lets another host in.

    Attributes:
        origins: as browsers write them in ``Origin``; empty: any, without credentials.
    """

    origins: frozenset[bytes]
    credentials: bool
    max_age_seconds: int

    @classmethod
    def of(cls, settings: CorsSettings) -> CorsPolicy:
        """Check and take over settings.

        Raises:
            InputError: any origin together with credentials, ``null``, or what is no origin.
        """
        if ANY in settings.origins and (settings.credentials or len(settings.origins) > 1):
            raise InputError(
                "door.cors: every page of the web would act with its visitor's credentials; "
                "name the origins, or take '*' alone and leave credentials out"
            )
        if ANY in settings.origins:
            return cls(frozenset(), credentials=False, max_age_seconds=settings.max_age_seconds)
        if not settings.origins:
            raise InputError("door.cors.origins: none is named; name one, or leave cors out")
        for origin in settings.origins:
            if not _ORIGIN.fullmatch(origin):
                raise InputError(
                    f"door.cors.origins: {origin!r} is no origin; write scheme, host and port "
                    "in lower case, such as https://shop.example"
                )
        allowed = frozenset(origin.encode() for origin in settings.origins)
        return cls(allowed, settings.credentials, settings.max_age_seconds)

    def headers_for(self, origin: bytes | None) -> _Headers:
        """What an answer says to a page of this origin."""
        if not self.origins:
            return [(b"access-control-allow-origin", b"*")]
        varies = (b"vary", b"origin")
        if origin not in self.origins or origin is None:
            return [varies]
        allowed = [varies, (b"access-control-allow-origin", origin)]
        if self.credentials:
            allowed.append((b"access-control-allow-credentials", b"true"))
        return allowed


@dataclass(frozen=True, slots=True)
class CrossOriginDoor:
    """An application whose answers pages of some other origins may read."""

    app: ASGIApp
    policy: CorsPolicy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or have the request answered."""
        headers = dict(scope["headers"])
        spoken = self.policy.headers_for(headers.get(b"origin"))
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
            start = {"type": "http.response.start", "status": 204}
            await send({**start, "headers": self._preflight(spoken, headers)})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_with_permission(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *spoken]}
            await send(message)

        await self.app(scope, receive, send_with_permission)

    def _preflight(self, spoken: _Headers, asked: dict[bytes, bytes]) -> _Headers:
        if len(spoken) == 1 and self.policy.origins:
            return spoken
        return [
            *spoken,
            (b"access-control-allow-methods", _METHODS),
            (
                b"access-control-allow-headers",
                asked.get(b"access-control-request-headers", b"content-type"),
            ),
            (b"access-control-max-age", b"%d" % self.policy.max_age_seconds),
        ]
