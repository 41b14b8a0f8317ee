from datetime import date
from pathlib import Path

import pytest

from gateway.demo.days import business_day, business_day_after

FRIDAY = date(2026, 3, 6)


@pytest.mark.parametrize(("count", "day"), [(0, 6), (1, 9), (4, 12), (5, 13), (6, 16)])
def test_weekends_are_not_counted(count: int, day: int):
    assert business_day_after(FRIDAY, count) == date(2026, 3, day)


def test_today_is_the_warehouses_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    clock = tmp_path / "clock"
    clock.write_text("2026-03-02T23:30:00Z")
    monkeypatch.setenv("UNISONO_CLOCK", str(clock))
    assert business_day(1) == date(2026, 3, 4)
