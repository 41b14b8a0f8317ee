"""Write docs/door.md from the tables of the door."""

from pathlib import Path

from gateway.server.door_page import door_page

PAGE = Path(__file__).parent.parent / "docs" / "door.md"

if __name__ == "__main__":
    PAGE.write_text(door_page(), encoding="utf-8")
