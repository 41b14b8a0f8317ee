import pytest

from chassis.errors import InputError
from chassis.profile import is_production


@pytest.fixture(autouse=True)
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNISONO_CLOCK", raising=False)


@pytest.mark.parametrize(
    ("profile", "expected"), [(None, False), ("development", False), ("production", True)]
)
def test_the_environment_says_which_it_is(
    monkeypatch: pytest.MonkeyPatch, profile: str | None, expected: bool
):
    monkeypatch.delenv("UNISONO_PROFILE", raising=False)
    if profile is not None:
        monkeypatch.setenv("UNISONO_PROFILE", profile)
    assert is_production() is expected


@pytest.mark.parametrize("profile", ["prod", "PRODUCTION", "", "production "])
def test_a_misspelt_profile_is_refused(monkeypatch: pytest.MonkeyPatch, profile: str):
    monkeypatch.setenv("UNISONO_PROFILE", profile)
    with pytest.raises(InputError, match="UNISONO_PROFILE"):
        is_production()


def test_production_has_no_clock_of_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UNISONO_PROFILE", "production")
    monkeypatch.setenv("UNISONO_CLOCK", "/tmp/clock")  # noqa: S108 - never opened
    with pytest.raises(InputError, match="UNISONO_CLOCK"):
        is_production()
