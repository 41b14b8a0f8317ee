"""Sets of subgraphs, written for this project, that together use all of federation."""

import re
from collections.abc import Mapping
from pathlib import Path

from gateway.federation.spec.directives import DIRECTIVES

Subgraphs = Mapping[str, str]
_FOLDER = Path(__file__).parent / "sets"
_CASES = Path(__file__).parent / "cases"
_CASE = "# case "
_HEADER = "# subgraph "
# Alone in its line: the link to federation (of that version) with all that it can import.
_LINK = re.compile(r"^@(?:2\.(?P<minor>\d+))?$", re.MULTILINE)
_NEWEST = 12


def base_sets() -> dict[str, Subgraphs]:
    """Name of a set to its subgraphs: name to SDL; both in order."""
    return {path.stem: _read(path.read_text()) for path in sorted(_FOLDER.glob("*.graphql"))}


def cases() -> dict[str, Subgraphs]:
    """``topic/name`` to small sets, each about one thing; they are judged as they are."""
    return {
        f"{path.stem}/{name.strip()}": _read(text)
        for path in sorted(_CASES.glob("*.graphql"))
        for name, _, text in (
            part.partition("\n") for part in f"\n{path.read_text()}".split(f"\n{_CASE}")[1:]
        )
    }


def _read(text: str) -> Subgraphs:
    parts = f"\n{text}".split(f"\n{_HEADER}")[1:]
    pairs = (part.partition("\n") for part in parts)
    return {name.strip(): _LINK.sub(_link, sdl) for name, _, sdl in pairs}


def _link(found: re.Match[str]) -> str:
    minor = int(found["minor"] or _NEWEST)
    names = (row.name for row in DIRECTIVES.values() if row.since <= (2, minor))
    imports = ", ".join(f'"@{name}"' for name in names)
    return (
        f'extend schema @link(url: "https://specs.apollo.dev/federation/v2.{minor}", '
        f"import: [{imports}])"
    )
