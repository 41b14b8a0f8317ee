"""Write docs/conflicts.md from the table of conflict codes."""

from pathlib import Path

from gateway.orders.reconciliation.page import conflicts_page

PAGE = Path(__file__).parent.parent / "docs" / "conflicts.md"

if __name__ == "__main__":
    PAGE.write_text(conflicts_page(), encoding="utf-8")
