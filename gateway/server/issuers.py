"""Tokens of other issuers (JWT, RFC 7519), verified by the keys that they publish.

A token says by ``iss`` and ``kid`` whose key it was signed with; only issuers of the configuration
are believed, only by algorithms that are allowed them, and only by keys from where the
configuration says. What else a token's header says of keys (``jku``, ``x5u``, ``jwk``) is never
looked at.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Final

import jwt

from chassis.clock import now
from chassis.errors import InputError
from chassis.identity import PARTNER_SCOPES, ROLE_SCOPES, Actor, ActorKind, IdentityError
from gateway.server.key_set import REFRESH_SECONDS, KeySet, PublicKey, reader_of
from gateway.server.settings import IssuerSettings

ALLOWED_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
# Clocks of two companies differ a little.
LEEWAY_SECONDS: Final = 30
MOST_REMEMBERED: Final = 4096
LONGEST_ID: Final = 200
_ROLES: Final = {**ROLE_SCOPES, "partner": PARTNER_SCOPES}


class UnknownKeyError(IdentityError):
    """A token that was signed with a key that its issuer may have published since."""

    def __init__(self, key_set: KeySet) -> None:
        super().__init__("the token was signed with a key that its issuer does not publish")
        self.key_set = key_set


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer that is believed."""

    settings: IssuerSettings
    key_set: KeySet

    @classmethod
    def of(cls, settings: IssuerSettings) -> Issuer:
        """Check and take over settings.

        Raises:
            InputError: an algorithm that is none of public keys, or keys from anywhere.
        """
        for algorithm in settings.algorithms:
            if algorithm not in ALLOWED_ALGORITHMS:
                raise InputError(
                    f"door.issuers: {algorithm!r} is not allowed for {settings.issuer}; "
                    f"name some of {', '.join(ALLOWED_ALGORITHMS)}"
                )
        if not settings.algorithms:
            raise InputError(f"door.issuers: {settings.issuer} has no algorithm; name one")
        return cls(settings, KeySet(reader_of(settings.keys), settings.issuer))

    def claims(self, token: str, header: Mapping[str, Any]) -> dict[str, Any]:
        """What a token says, its signature verified; its times are not looked at.

        Raises:
            IdentityError: it does not hold.
        """
        algorithm = header.get("alg")
        if algorithm not in self.settings.algorithms:
            raise IdentityError(f"the token is signed by {algorithm!r}, not as agreed")
        key = self.key_set.keys.get(str(header.get("kid", "")))
        if key is None:
            raise UnknownKeyError(self.key_set)
        if key.algorithm not in (None, algorithm):
            raise IdentityError(f"the token's key is for {key.algorithm}, not for {algorithm}")
        # Token times are business time, so the library's own look at the system clock is off.
        options: jwt.types.Options = {
            "verify_exp": False,
            "verify_nbf": False,
            "verify_iat": False,
            "require": ["exp", "sub", "iss", "aud"],
        }
        try:
            return jwt.decode(
                token,
                key.material,
                algorithms=[algorithm],
                audience=self.settings.audience,
                issuer=self.settings.issuer,
                options=options,
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise IdentityError(f"the token is not valid: {error}") from error

    def actor(self, claims: Mapping[str, Any]) -> Actor:
        """Whom a token names.

        Raises:
            IdentityError: its claims are of other types than they must be.
        """
        names = self.settings.claims
        partner = claims.get(names.partner)
        roles = _names(claims, names.roles)
        scopes = [*_names(claims, names.scopes)]
        for role in roles:
            scopes.extend(_ROLES.get(role, ()))
        subject, client = claims["sub"], claims.get(names.client, self.settings.issuer)
        for value in (subject, client, partner if partner is not None else subject):
            if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID:
                raise IdentityError("a claim of the token that names somebody is no short text")
        kind: ActorKind = "STAFF" if partner is None else "PARTNER"
        return Actor(kind, subject, client, partner, tuple(dict.fromkeys(scopes)))


@dataclass(frozen=True, slots=True)
class _Known:
    actor: Actor
    begins: float
    ends: float
    keys: Mapping[str, PublicKey]


@dataclass(slots=True)
class TrustedIssuers:
    """All issuers that are believed, and the tokens of theirs that were verified last.

    A signature is verified once; whether the token lives, and whether its issuer still has the
    same keys, is asked every time.
    """

    issuers: Mapping[str, Issuer]
    _known: OrderedDict[str, tuple[Issuer, _Known]] = field(default_factory=OrderedDict)

    @classmethod
    def of(cls, settings: Sequence[IssuerSettings]) -> TrustedIssuers | None:
        """Of ``door.issuers``; None where there are none.

        Raises:
            InputError: settings that cannot hold, or no library that verifies signatures.
        """
        if not settings:
            return None
        if find_spec("cryptography") is None:
            raise InputError(
                "door.issuers: signatures of other issuers need the package cryptography; "
                "install unisono[oidc]"
            )
        issuers = {each.issuer: Issuer.of(each) for each in settings}
        if len(issuers) < len(settings):
            raise InputError("door.issuers: an issuer is named twice; name it once")
        return cls(issuers)

    def actor_of(self, token: str) -> Actor | None:
        """The actor behind a token; None where it is of no issuer at all: one of our own.

        Raises:
            UnknownKeyError: see there.
            IdentityError: the token does not hold.
        """
        found = self._known.get(token)
        if found is None or found[1].keys is not found[0].key_set.keys:
            found = self._verified(token)
            if found is None:
                return None
        known, instant = found[1], now().timestamp()
        if instant >= known.ends + LEEWAY_SECONDS:
            raise IdentityError("the token has expired; ask for a new one")
        if instant < known.begins - LEEWAY_SECONDS:
            raise IdentityError("the token is not valid yet")
        return known.actor

    def _verified(self, token: str) -> tuple[Issuer, _Known] | None:
        header, name = _unverified(token)
        if name is None:
            return None
        issuer = self.issuers.get(name)
        if issuer is None:
            raise IdentityError("the token's issuer is not believed here")
        claims = issuer.claims(token, header)
        begins = max(_instant(claims, "nbf", 0.0), _instant(claims, "iat", 0.0))
        ends = _instant(claims, "exp", 0.0)
        found = (issuer, _Known(issuer.actor(claims), begins, ends, issuer.key_set.keys))
        self._known[token] = found
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return found

    @asynccontextmanager
    async def kept_fresh(self) -> AsyncIterator[None]:
        """Fetch all keys now and again and again until the block ends."""
        await self._refresh()
        refreshing = asyncio.create_task(self._keep_fresh())
        try:
            yield
        finally:
            refreshing.cancel()
            await asyncio.gather(refreshing, return_exceptions=True)

    async def _keep_fresh(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            await self._refresh()

    async def _refresh(self) -> None:
        await asyncio.gather(*(issuer.key_set.refresh() for issuer in self.issuers.values()))


@asynccontextmanager
async def keys_kept_fresh(issuers: TrustedIssuers | None) -> AsyncIterator[None]:
    """``TrustedIssuers.kept_fresh``, where there are any."""
    if issuers is None:
        yield
    else:
        async with issuers.kept_fresh():
            yield


def _unverified(token: str) -> tuple[dict[str, Any], str | None]:
    """A token's header, and its issuer if it names one: what decides by which key to verify."""
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError as error:
        raise IdentityError(f"the token is not valid: {error}") from error
    name = claims.get("iss")
    return header, name if name is None or isinstance(name, str) else ""


def _instant(claims: Mapping[str, Any], name: str, default: float) -> float:
    value = claims.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise IdentityError(f"the claim {name} of the token is no time")
    return float(value)


def _names(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A claim with several names: separated by spaces (RFC 8693, section 4.2), or a list."""
    value = claims.get(name, ())
    if isinstance(value, str):
        return tuple(value.split())
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise IdentityError(f"the claim {name} of the token is no list of names")
    return tuple(value)
