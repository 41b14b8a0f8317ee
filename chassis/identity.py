"""Who calls: one ``Actor`` from the door to the last audit entry.

Two kinds of signed tokens (JWT, HS256) carry it: the caller's own, made by ``unisono token``, and
the short-lived internal one, with which the gateway speaks to the services on his behalf.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal

import jwt
import msgspec

from chassis.clock import now
from chassis.errors import InputError
from chassis.profile import is_production

ActorKind = Literal["STAFF", "CUSTOMER", "PARTNER", "SYSTEM"]
INTERNAL_HEADER = "x-unisono-internal"
INTERNAL_LIFETIME = timedelta(seconds=60)
REUSE_SECONDS = 15
DEVELOPMENT_SECRET = "unisono-development-only-secret-do-not-use-elsewhere"  # noqa: S105 - refused in production
SCOPES = (
    "crm:read",
    "crm:write",
    "order:read",
    "order:write",
    "order:decide",
    "erp:warehouse",
    "erp:finance",
    "sync:admin",
    "privacy:dpo",
)


# What a role may do; whoever has several may do it all.
ROLE_SCOPES: Mapping[str, tuple[str, ...]] = {
    "agent": ("crm:read", "crm:write", "order:read", "order:write", "order:decide"),
    "warehouse": ("order:read", "erp:warehouse"),
    "finance": ("order:read", "erp:finance"),
    "admin": SCOPES,
}
PARTNER_SCOPES = ("partner", "order:read", "order:write")


class Actor(msgspec.Struct, frozen=True, rename="camel"):
    """The person or partner behind a request.

    Attributes:
        client_id: the program he uses; idempotency keys are unique within it.
        partner_id: set for partners only.
    """

    kind: ActorKind
    id: str
    client_id: str
    partner_id: str | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caller:
    """An actor and the way he came; internal mutations ask for ``is_internal``."""

    actor: Actor
    is_internal: bool


class IdentityError(Exception):
    """A token that is missing, forged, of another kind, or expired."""


DEVELOPMENT_ACTOR = Actor("STAFF", "stf_anna", "development", None, SCOPES)
SYSTEM_ACTOR = Actor("SYSTEM", "unisono", "unisono", None, SCOPES)


def secret() -> str:
    """The signing secret of this installation.

    Raises:
        InputError: the production profile without ``UNISONO_SECRET``, or one under 32 characters.
    """
    configured = os.environ.get("UNISONO_SECRET", DEVELOPMENT_SECRET)
    if is_production() and (configured == DEVELOPMENT_SECRET or len(configured) < 32):  # noqa: PLR2004 - 256 bits
        raise InputError(
            "UNISONO_SECRET: the production profile needs a secret of its own; "
            "set at least 32 random characters"
        )
    return configured


def sign_internal(actor: Actor, key: str) -> str:
    """The token with which one of our processes calls another.

    One is made for each actor and quarter of a minute, not for each call.
    """
    return _signed_internal(actor, key, int(now().timestamp()) // REUSE_SECONDS)


@lru_cache(maxsize=1024)
def _signed_internal(actor: Actor, key: str, slot: int) -> str:
    issued = datetime.fromtimestamp(slot * REUSE_SECONDS, UTC)
    return _sign(actor, key, issued, INTERNAL_LIFETIME, "internal")


def verify_internal(token: str, key: str) -> Actor:
    """Read an internal token.

    Raises:
        IdentityError: see there.
    """
    return _verify(token, key, "internal")


def sign_token(actor: Actor, key: str, lifetime: timedelta) -> str:
    """A caller's bearer token."""
    return _sign(actor, key, now(), lifetime, "access")


def verify_token(token: str, key: str) -> Actor:
    """Read a caller's bearer token.

    Raises:
        IdentityError: see there.
    """
    return _verify(token, key, "access")


def _sign(actor: Actor, key: str, issued: datetime, lifetime: timedelta, use: str) -> str:
    claims = {
        "use": use,
        "actor": msgspec.to_builtins(actor),
        "iat": int(issued.timestamp()),
        "exp": int((issued + lifetime).timestamp()),
    }
    return jwt.encode(claims, key, algorithm="HS256")


@dataclass(frozen=True, slots=True)
class _Claims:
    actor: Actor
    use: str
    expires: int


def _verify(token: str, key: str, use: str) -> Actor:
    claims = _read(token, key)
    if claims.use != use:
        raise IdentityError(f"the token is not an {use} token")
    if now().timestamp() >= claims.expires:
        raise IdentityError("the token has expired; ask for a new one")
    return claims.actor


@lru_cache(maxsize=1024)
def _read(token: str, key: str) -> _Claims:
    """A signature is verified once; whether the token still lives is asked every time."""
    # Token times are business time, so the library's own look at the system clock is off.
    options: jwt.types.Options = {"verify_exp": False, "verify_iat": False, "require": ["exp"]}
    try:
        claims = jwt.decode(token, key, algorithms=["HS256"], options=options)
        actor = msgspec.convert(claims.get("actor"), Actor)
        return _Claims(actor, str(claims.get("use")), int(claims["exp"]))
    except (jwt.InvalidTokenError, msgspec.ValidationError, TypeError, ValueError) as error:
        raise IdentityError(f"the token is not valid: {error}") from error
