"""docs/door.md is made from the tables of the door."""

from pathlib import Path

from gateway.server.door_page import door_page
from gateway.server.limits import LIMITS

PAGE = Path(__file__).parents[3] / "docs" / "door.md"


def test_the_page_is_what_the_tables_say():
    assert PAGE.read_text(encoding="utf-8") == door_page()


def test_every_limit_has_a_line():
    lines = door_page().splitlines()
    for row in LIMITS.values():
        assert sum(line.startswith(f"| `{row.key}` |") for line in lines) == 1
