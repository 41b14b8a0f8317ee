"""The page of conflicts is made from the codes."""

from pathlib import Path

import gateway
from gateway.orders.reconciliation.page import conflicts_page

PAGE = Path(gateway.__file__).parent.parent / "docs" / "conflicts.md"


def test_the_page_is_what_the_table_says():
    assert PAGE.read_text(encoding="utf-8") == conflicts_page(), "run scripts/document_conflicts.py"
