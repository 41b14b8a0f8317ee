"""``/partner-keys``: the operator makes, lists and revokes the keys of partners' programs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.errors import InputError
from chassis.identity import Actor, IdentityError
from gateway.orders.partner_key import PartnerKey
from gateway.server.identity import IdentitySeam
from gateway.server.negotiation import is_json
from gateway.server.parameters import read_body
from gateway.server.refusal import RefusedRequestError, refusal_body

PATH: Final = "/partner-keys"
SCOPE: Final = "sync:admin"
LARGEST_BODY: Final = 16 * 1024
_Answer = Callable[[Request, Actor], Awaitable[Response]]


class Keys(Protocol):
    """Where the keys are kept."""

    async def create(
        self, partner_id: str, label: str, scopes: tuple[str, ...], by: Actor
    ) -> tuple[PartnerKey, str]:
        """Make one; the text is the key itself."""
        ...

    async def list(self) -> list[PartnerKey]:
        """All of them, without the keys themselves."""
        ...

    async def revoke(self, key_id: str) -> PartnerKey | None:
        """End one."""
        ...


class _Wanted(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    partner_id: str
    label: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyRoutes:
    """The routes; each asks for ``sync:admin``."""

    keys: Keys
    identity: IdentitySeam

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route(PATH, self._guarded(self._create), methods=["POST"]),
            Route(PATH, self._guarded(self._list), methods=["GET"]),
            Route(f"{PATH}/{{id}}", self._guarded(self._revoke), methods=["DELETE"]),
        ]

    def _guarded(self, answer: _Answer) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            try:
                actor = await self.identity.identify(request.headers.get("authorization"))
            except IdentityError as error:
                return _refusal(401, str(error), "UNAUTHENTICATED")
            if SCOPE not in actor.scopes:
                return _refusal(403, f"this needs the scope {SCOPE}", "FORBIDDEN")
            try:
                return await answer(request, actor)
            except RefusedRequestError as error:
                return _refusal(error.status, str(error), error.code)
            except (InputError, msgspec.MsgspecError) as error:
                return _refusal(400, str(error), "BAD_REQUEST")

        return guarded

    async def _create(self, request: Request, actor: Actor) -> Response:
        # As at /graphql: no form of another site sends this content type.
        if not is_json(request.headers.get("content-type", "")):
            return _refusal(415, "send application/json", "UNSUPPORTED_MEDIA_TYPE")
        announced = request.headers.get("content-length", "")
        body = await read_body(request.receive, announced, LARGEST_BODY)
        wanted = msgspec.json.decode(body, type=_Wanted)
        key, text = await self.keys.create(wanted.partner_id, wanted.label, wanted.scopes, actor)
        return _json(201, {**_told(key), "key": text})

    async def _list(self, request: Request, actor: Actor) -> Response:
        del request, actor
        return _json(200, {"keys": [_told(key) for key in await self.keys.list()]})

    async def _revoke(self, request: Request, actor: Actor) -> Response:
        del actor
        key = await self.keys.revoke(request.path_params["id"])
        if key is None:
            return _refusal(404, "there is no key of this id", "NOT_FOUND")
        return _json(200, _told(key))


def _told(key: PartnerKey) -> dict[str, object]:
    return {
        "id": key.id,
        "partnerId": key.partner_id,
        "label": key.label,
        "scopes": key.scopes,
        "createdAt": key.created_at,
        "createdBy": key.created_by,
        "revokedAt": key.revoked_at,
    }


def _refusal(status: int, message: str, code: str) -> Response:
    return Response(refusal_body(message, code), status, media_type="application/json")


def _json(status: int, value: object) -> Response:
    headers = {"cache-control": "no-store"}
    return Response(msgspec.json.encode(value), status, headers, "application/json")
