"""Write docs/order-status.md from the table of the unified status."""

from pathlib import Path

from gateway.orders.status_page import status_page

PAGE = Path(__file__).parent.parent / "docs" / "order-status.md"

if __name__ == "__main__":
    PAGE.write_text(status_page(), encoding="utf-8")
