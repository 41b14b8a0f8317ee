"""The documentation of codes is that of the catalogue."""

from pathlib import Path

import gateway
from gateway.federation.composition.codes_page import codes_page

PAGE = Path(gateway.__file__).parent.parent / "docs" / "composition-codes.md"


def test_the_page_is_what_the_catalogue_says():
    assert PAGE.read_text() == codes_page(), "run scripts/document_codes.py"
