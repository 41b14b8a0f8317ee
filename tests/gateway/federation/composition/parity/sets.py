"""Sets of subgraphs, written for this project, that together use all of federation."""

from collections.abc import Mapping
from pathlib import Path

Subgraphs = Mapping[str, str]
_FOLDER = Path(__file__).parent / "sets"
_CASES = Path(__file__).parent / "cases"
_CASE = "# case "
_HEADER = "# subgraph "


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
    return {name.strip(): sdl for name, _, sdl in (part.partition("\n") for part in parts)}
