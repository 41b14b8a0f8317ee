from datetime import UTC, datetime
from pathlib import Path

import pytest

from chassis.clock import now
from chassis.errors import InputError


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "clock"
    monkeypatch.setenv("UNISONO_CLOCK", str(file))
    return file


def test_the_clock_file_is_read_anew_every_time(clock: Path):
    clock.write_text("2026-03-02T09:00:00+01:00\n")
    assert now() == datetime(2026, 3, 2, 8, tzinfo=UTC)
    clock.write_text("2026-03-02T09:30:00+01:00")
    assert now() == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-03-02T09:00:00"])
def test_a_clock_file_without_an_instant_with_offset_is_refused(clock: Path, text: str):
    clock.write_text(text)
    with pytest.raises(InputError, match="UNISONO_CLOCK"):
        now()


def test_without_a_clock_file_the_system_clock_counts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("UNISONO_CLOCK", raising=False)
    before = datetime.now(UTC)
    assert before <= now() <= datetime.now(UTC)
