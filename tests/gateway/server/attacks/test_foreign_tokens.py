"""Tokens of other issuers: only what an issuer signed for us, with a key that it publishes, holds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chassis.clock import now
from chassis.errors import InputError
from chassis.identity import PARTNER_SCOPES, Actor, IdentityError, sign_token
from gateway.server.identity import IdentitySeam
from gateway.server.issuers import Issuer, TrustedIssuers, keys_kept_fresh
from gateway.server.key_set import COOLDOWN_SECONDS, KeySet
from gateway.server.settings import IssuerSettings

SECRET = "a-secret-of-more-than-thirty-two-characters"  # noqa: S105 - a test's own
NAME = "https://login.example/"
RSA_KEY = rsa.generate_private_key(65537, 2048)
OTHER_RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
Claims = dict[str, Any]


def published(key: Any, kid: str, **more: object) -> Claims:
    algorithm = (
        jwt.algorithms.RSAAlgorithm
        if key in (RSA_KEY, OTHER_RSA_KEY)
        else jwt.algorithms.ECAlgorithm
    )
    return {**json.loads(algorithm.to_jwk(key.public_key())), "kid": kid, **more}


@dataclass
class Published:
    """What the issuer publishes; counts how often it is asked."""

    keys: list[Claims] = field(default_factory=list)
    asked: int = 0
    is_down: bool = False

    async def __call__(self) -> bytes:
        self.asked += 1
        if self.is_down:
            raise ConnectionError("nobody there")
        return json.dumps({"keys": self.keys}).encode()


@pytest.fixture
def issuer() -> Published:
    return Published([published(RSA_KEY, "r1"), published(EC_KEY, "e1", alg="ES256")])


@pytest.fixture
def time() -> list[float]:
    return [1000.0]


@pytest.fixture
async def identity(issuer: Published, time: list[float]) -> IdentitySeam:
    key_set = KeySet(issuer, NAME, clock=lambda: time[0])
    await key_set.refresh()
    trusted = TrustedIssuers({NAME: Issuer(IssuerSettings(NAME, "unisono", "keys.json"), key_set)})
    return IdentitySeam(SECRET, allows_anonymous=False, issuers=trusted)


def claims(**more: object) -> Claims:
    issued = int(now().timestamp())
    said = {"iss": NAME, "aud": "unisono", "sub": "anna", "iat": issued, "exp": issued + 600}
    return {name: value for name, value in {**said, **more}.items() if value is not None}


def signed(
    key: Any = RSA_KEY, kid: str | None = "r1", algorithm: str = "RS256", **more: object
) -> str:
    headers = {} if kid is None else {"kid": kid}
    return jwt.encode(claims(**more), key, algorithm=algorithm, headers=headers)


async def who(identity: IdentitySeam, token: str) -> Actor:
    return await identity.identify(f"Bearer {token}")


async def test_a_token_names_a_person_with_scopes_and_roles(identity: IdentitySeam):
    token = signed(scope="order:read extra", roles=["warehouse", "unknown"], azp="shop")
    scopes = ("order:read", "extra", "erp:warehouse")
    assert await who(identity, token) == Actor("STAFF", "anna", "shop", None, scopes)


async def test_a_token_names_a_partner(identity: IdentitySeam):
    token = signed(EC_KEY, "e1", "ES256", partner_id="prt_1", roles="partner")
    assert await who(identity, token) == Actor("PARTNER", "anna", NAME, "prt_1", PARTNER_SCOPES)


async def test_tokens_of_our_own_hold_beside(identity: IdentitySeam):
    actor = Actor("STAFF", "stf_anna", "x")
    assert await who(identity, sign_token(actor, SECRET, timedelta(hours=1))) == actor


def unsigned() -> str:
    parts = ({"alg": "none", "kid": "r1"}, claims())
    return ".".join(_base64(json.dumps(part).encode()) for part in parts) + "."


def by_the_public_key_as_a_secret() -> str:
    pem = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = _base64(json.dumps({"alg": "HS256", "kid": "r1", "typ": "JWT"}).encode())
    body = _base64(json.dumps(claims()).encode())
    mac = hmac.new(pem, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{_base64(mac)}"


def with_a_key_of_its_own(name: str, value: object) -> str:
    headers = {"kid": "r1", name: value}
    return jwt.encode(claims(), OTHER_RSA_KEY, algorithm="RS256", headers=headers)


def _base64(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


FORGED: dict[str, Callable[[], str]] = {
    "without a signature": unsigned,
    "by the public key as a secret": by_the_public_key_as_a_secret,
    "by another key": lambda: signed(OTHER_RSA_KEY),
    "with a jku": lambda: with_a_key_of_its_own("jku", "https://evil.example/keys"),
    "with an x5u": lambda: with_a_key_of_its_own("x5u", "https://evil.example/chain"),
    "with a jwk": lambda: with_a_key_of_its_own("jwk", published(OTHER_RSA_KEY, "r1")),
    "by an algorithm that is not agreed": lambda: signed(algorithm="RS512"),
    "by a key for another algorithm": lambda: signed(RSA_KEY, "e1"),
    "by a kind of key that does not fit": lambda: signed(EC_KEY, "r1", "ES256"),
    "with an unknown key": lambda: signed(kid="r9"),
    "without a key's name": lambda: signed(kid=None),
    "expired": lambda: signed(exp=int(now().timestamp()) - 31),
    "never ends": lambda: signed(exp=float("nan")),
    "not valid yet": lambda: signed(nbf=int(now().timestamp()) + 60),
    "issued tomorrow": lambda: signed(iat=int(now().timestamp()) + 86_400),
    "for somebody else": lambda: signed(aud="other"),
    "for nobody": lambda: signed(aud=None),
    "of another issuer": lambda: signed(iss="https://evil.example/"),
    "without an end": lambda: signed(exp=None),
    "that ends never": lambda: signed(exp="never"),
    "of nobody": lambda: signed(sub=None),
    "of a person without a name": lambda: signed(sub=""),
    "of a partner who is a number": lambda: signed(partner_id=1),
    "with scopes that are none": lambda: signed(scope={"a": 1}),
    "that is none": lambda: "a.b.c",
    "of our own, with an issuer": lambda: jwt.encode(
        {
            **claims(iss=NAME),
            "use": "access",
            "actor": {"kind": "SYSTEM", "id": "x", "clientId": "x"},
        },
        SECRET,
        algorithm="HS256",
    ),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
async def test_a_token_is_refused(identity: IdentitySeam, forge: Callable[[], str]):
    with pytest.raises(IdentityError):
        await who(identity, forge())


async def test_a_token_that_held_expires(
    identity: IdentitySeam, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    token = signed()
    await who(identity, token)
    clock = tmp_path / "clock"
    clock.write_text((now() + timedelta(seconds=700)).isoformat())
    monkeypatch.setenv("UNISONO_CLOCK", str(clock))
    with pytest.raises(IdentityError, match="expired"):
        await who(identity, token)


async def test_a_key_that_was_published_since_is_found(
    identity: IdentitySeam, issuer: Published, time: list[float]
):
    token = signed(OTHER_RSA_KEY, "r2")
    issuer.keys.append(published(OTHER_RSA_KEY, "r2"))
    time[0] += COOLDOWN_SECONDS
    assert (await who(identity, token)).id == "anna"


async def test_a_key_that_is_withdrawn_holds_no_longer(
    identity: IdentitySeam, issuer: Published, time: list[float]
):
    token = signed()
    await who(identity, token)
    del issuer.keys[0]
    time[0] += COOLDOWN_SECONDS
    assert identity.issuers is not None
    await identity.issuers.issuers[NAME].key_set.refresh()
    with pytest.raises(IdentityError):
        await who(identity, token)


async def test_a_flood_of_unknown_keys_asks_the_issuer_once(
    identity: IdentitySeam, issuer: Published, time: list[float]
):
    time[0] += COOLDOWN_SECONDS
    for number in range(50):
        with pytest.raises(IdentityError):
            await who(identity, signed(kid=f"k{number}"))
    assert issuer.asked == 2


async def test_while_the_issuer_is_down_known_keys_go_on(
    identity: IdentitySeam, issuer: Published, time: list[float]
):
    issuer.is_down = True
    time[0] += COOLDOWN_SECONDS
    with pytest.raises(IdentityError):
        await who(identity, signed(kid="r9"))
    assert (await who(identity, signed())).id == "anna"


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "oct", "k": _base64(SECRET.encode())},
        {"kty": "RSA", "n": "x"},
        {"kty": "unknown"},
        {},
        published(RSA_KEY, "r1", use="enc"),
    ],
)
async def test_keys_that_are_none_for_signatures_are_left_out(key: Claims):
    key_set = KeySet(Published([{**key, "kid": "r1"}, published(EC_KEY, "e1")]), NAME)
    await key_set.refresh()
    assert set(key_set.keys) == {"e1"}


@pytest.mark.parametrize(
    "settings",
    [
        IssuerSettings(NAME, "a", "keys.json", ("HS256",)),
        IssuerSettings(NAME, "a", "keys.json", ("none",)),
        IssuerSettings(NAME, "a", "keys.json", ()),
        IssuerSettings(NAME, "a", "http://login.example/keys"),
        IssuerSettings(NAME, "a", "ftp://login.example/keys"),
    ],
)
def test_settings_that_anybody_could_use_are_refused(settings: IssuerSettings):
    with pytest.raises(InputError, match=r"door\.issuers"):
        TrustedIssuers.of([settings])


def test_an_issuer_is_named_once():
    settings = IssuerSettings(NAME, "a", "keys.json")
    with pytest.raises(InputError, match="twice"):
        TrustedIssuers.of([settings, settings])


async def test_keys_of_a_file_are_read_at_the_start(tmp_path: Path):
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [published(RSA_KEY, "r1")]}))
    trusted = TrustedIssuers.of([IssuerSettings(NAME, "unisono", str(file))])
    identity = IdentitySeam(SECRET, allows_anonymous=False, issuers=trusted)
    async with keys_kept_fresh(trusted):
        assert (await who(identity, signed())).id == "anna"
