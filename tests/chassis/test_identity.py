from datetime import timedelta
from pathlib import Path

import pytest

from chassis.errors import InputError
from chassis.identity import (
    DEVELOPMENT_ACTOR,
    DEVELOPMENT_SECRET,
    IdentityError,
    secret,
    sign_internal,
    sign_token,
    verify_internal,
    verify_token,
)

KEY = "k" * 40


def test_an_actor_survives_both_kinds_of_token():
    assert verify_internal(sign_internal(DEVELOPMENT_ACTOR, KEY), KEY) == DEVELOPMENT_ACTOR
    token = sign_token(DEVELOPMENT_ACTOR, KEY, timedelta(hours=1))
    assert verify_token(token, KEY) == DEVELOPMENT_ACTOR


def test_one_kind_of_token_does_not_open_the_other_door():
    with pytest.raises(IdentityError):
        verify_token(sign_internal(DEVELOPMENT_ACTOR, KEY), KEY)
    with pytest.raises(IdentityError):
        verify_internal(sign_token(DEVELOPMENT_ACTOR, KEY, timedelta(hours=1)), KEY)


@pytest.mark.parametrize("forged", ["", "x.y.z", sign_internal(DEVELOPMENT_ACTOR, "o" * 40)])
def test_a_forged_token_is_refused(forged: str):
    with pytest.raises(IdentityError):
        verify_internal(forged, KEY)


def test_an_internal_token_lives_a_minute_of_business_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    clock = tmp_path / "clock"
    monkeypatch.setenv("UNISONO_CLOCK", str(clock))
    clock.write_text("2026-03-02T09:00:00Z")
    token = sign_internal(DEVELOPMENT_ACTOR, KEY)
    clock.write_text("2026-03-02T09:00:59Z")
    assert verify_internal(token, KEY) == DEVELOPMENT_ACTOR
    clock.write_text("2026-03-02T09:01:00Z")
    with pytest.raises(IdentityError, match="expired"):
        verify_internal(token, KEY)


def test_production_refuses_the_development_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UNISONO_PROFILE", "production")
    monkeypatch.delenv("UNISONO_SECRET", raising=False)
    with pytest.raises(InputError, match="UNISONO_SECRET"):
        secret()
    monkeypatch.setenv("UNISONO_PROFILE", "development")
    assert secret() == DEVELOPMENT_SECRET
