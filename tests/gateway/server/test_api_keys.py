"""Keys at the door: whose they are is asked seldom, and not remembered for long."""

from __future__ import annotations

import pytest

from chassis.identity import Actor, IdentityError
from gateway.server.api_keys import (
    KEY_MARK,
    LONGEST_KEY,
    MOST_REMEMBERED,
    REMEMBERED_SECONDS,
    ApiKeys,
)
from gateway.server.identity import IdentitySeam

SECRET = "a-secret-of-more-than-thirty-two-characters"  # noqa: S105 - a test's own
PARTNER = Actor("PARTNER", "prt_1", "partner-prt_1", "prt_1", ("partner",))


class Owners:
    """Where keys are kept: remembers what was asked."""

    def __init__(self) -> None:
        self.known: dict[str, Actor] = {"usk_1": PARTNER}
        self.asked: list[str] = []

    async def __call__(self, key: str) -> Actor | None:
        self.asked.append(key)
        return self.known.get(key)


async def test_the_owner_is_asked_for_once_in_a_while():
    owners, instant = Owners(), [100.0]
    keys = ApiKeys(owners, lambda: instant[0])
    for _ in range(3):
        assert await keys.actor_of("usk_1") == PARTNER
    assert owners.asked == ["usk_1"]
    instant[0] += REMEMBERED_SECONDS
    await keys.actor_of("usk_1")
    assert owners.asked == ["usk_1", "usk_1"]


async def test_a_revoked_key_holds_for_seconds_only():
    owners, instant = Owners(), [100.0]
    keys = ApiKeys(owners, lambda: instant[0])
    await keys.actor_of("usk_1")
    owners.known.clear()
    instant[0] += REMEMBERED_SECONDS
    with pytest.raises(IdentityError, match="revoked"):
        await keys.actor_of("usk_1")


async def test_guesses_are_not_asked_for_again_and_again_nor_kept_without_end():
    owners = Owners()
    keys = ApiKeys(owners, lambda: 100.0)
    for _ in range(5):
        with pytest.raises(IdentityError):
            await keys.actor_of("usk_guess")
    assert owners.asked == ["usk_guess"]
    for number in range(MOST_REMEMBERED + 10):
        with pytest.raises(IdentityError):
            await keys.actor_of(f"usk_{number}_guess")
    assert len(keys._known) == MOST_REMEMBERED


async def test_what_is_too_long_for_a_key_is_neither_asked_for_nor_kept():
    owners = Owners()
    keys = ApiKeys(owners)
    with pytest.raises(IdentityError):
        await keys.actor_of(KEY_MARK + "x" * LONGEST_KEY)
    assert (owners.asked, len(keys._known)) == ([], 0)


async def test_a_signed_token_in_which_a_keys_mark_happens_to_stand_is_no_key():
    owners = Owners()
    identity = IdentitySeam(SECRET, allows_anonymous=False, keys=ApiKeys(owners))
    with pytest.raises(IdentityError, match="not valid"):
        await identity.identify("Bearer eyJhbGciOiJIUzI1NiJ9.e30.5usk_Jw")
    assert owners.asked == []


async def test_a_key_is_sent_as_a_bearer_token():
    identity = IdentitySeam(SECRET, allows_anonymous=True, keys=ApiKeys(Owners()))
    assert await identity.identify("Bearer usk_1") == PARTNER
    for wrong in ("Bearer usk_2", "Basic usk_1", "usk_1", "Bearer"):
        with pytest.raises(IdentityError):
            await identity.identify(wrong)


async def test_where_no_keys_are_kept_one_is_a_bad_token():
    with pytest.raises(IdentityError, match="not valid"):
        await IdentitySeam(SECRET, allows_anonymous=True).identify("Bearer usk_1")
