"""The examples of docs/federation.md: its files, its commands, and what they print."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "federation.md"
_BLOCK = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str, str]]:
    """Language, title and text of each block, in order."""
    return (match.groups(default="") for match in _BLOCK.finditer(PAGE.read_text("utf-8")))


def test_every_command_prints_what_the_page_shows(tmp_path: Path):
    printed = ""
    compared = 0
    for language, title, text in blocks():
        if language == "sh" and not title:
            printed = unisono(text, tmp_path)
        elif language == "text":
            assert printed == text
            compared += 1
        elif title and language != "sh":
            (tmp_path / title).write_text(text, encoding="utf-8")
    assert compared == 2


def unisono(line: str, folder: Path) -> str:
    program, *arguments = line.split()
    assert program == "unisono"
    command = [sys.executable, "-m", "gateway", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    assert result.stderr == ""
    return result.stdout
