"""The profile's row, and what a configuration changes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chassis.errors import InputError
from gateway.server.profile import DEVELOPMENT, PRODUCTION, Profile, door_policy
from gateway.server.settings import DEFAULTS, CorsSettings, DoorSettings
from gateway.settings import load_plain_settings


@pytest.fixture(autouse=True)
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNISONO_CLOCK", raising=False)


@pytest.mark.parametrize(
    ("name", "row"), [("development", DEVELOPMENT), ("production", PRODUCTION)]
)
def test_without_settings_it_is_the_profiles_row(
    monkeypatch: pytest.MonkeyPatch, name: str, row: Profile
):
    monkeypatch.setenv("UNISONO_PROFILE", name)
    assert door_policy(DEFAULTS).profile == row
    assert door_policy(DEFAULTS).cors is None


def test_settings_open_what_they_name_and_nothing_else(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UNISONO_PROFILE", "production")
    policy = door_policy(DoorSettings(introspection=True, get_queries=True))
    assert policy.profile == replace(PRODUCTION, introspection=True, get_queries=True)
    assert policy.http.requires_preflight


def test_a_gateway_does_not_start_with_a_wildcard_for_credentials():
    with pytest.raises(InputError, match="credentials"):
        door_policy(DoorSettings(cors=CorsSettings(("*",), credentials=True)))


def test_the_file_of_a_plain_gateway_holds_the_door_alone(tmp_path: Path):
    file = tmp_path / "unisono.yaml"
    file.write_text("door: {getQueries: true, cors: {origins: ['https://ours.example']}}\n")
    assert load_plain_settings(file).door == DoorSettings(
        get_queries=True, cors=CorsSettings(("https://ours.example",))
    )
    file.write_text("door: {explore: true}\n")
    with pytest.raises(InputError, match="explore"):
        load_plain_settings(file)
    assert load_plain_settings(None).door == DEFAULTS
