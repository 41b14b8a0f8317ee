"""Write docs/composition-codes.md from the catalogue of composition."""

from pathlib import Path

from gateway.federation.composition.codes_page import codes_page

PAGE = Path(__file__).parent.parent / "docs" / "composition-codes.md"

if __name__ == "__main__":
    PAGE.write_text(codes_page(), encoding="utf-8")
