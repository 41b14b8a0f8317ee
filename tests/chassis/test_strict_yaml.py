from pathlib import Path

import msgspec
import pytest

from chassis.errors import InputError
from chassis.strict_yaml import load_yaml


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    day: str = ""


class Document(msgspec.Struct, forbid_unknown_fields=True):
    entries: list[Entry]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "document.yaml"


def test_days_and_decimals_stay_the_text_that_was_written(file: Path):
    file.write_text("entries: [{name: a, day: 2026-03-06}]")
    assert load_yaml(file, Document).entries[0].day == "2026-03-06"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("entries:\n  - name: a\n  - name: b\n    dya: x\n", ":4: unknown key 'dya'"),
        ("entries:\n  - {day: x}\n", ":2: "),
        ("entries:\n  - {name: 5}\n", ":2: "),
        ("entries: [", "is no YAML"),
        ("", ":1: "),
        ("entries: []\nentries: [{name: a}]", "'entries' is there twice"),
        ("entries: " + "[" * 3000 + "]" * 3000, "nested too deeply"),
        ("entries: []\n1: x", ":1: Expected `str` at key of $"),
    ],
)
def test_an_error_names_the_file_and_the_line(file: Path, text: str, message: str):
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        load_yaml(file, Document)
    assert str(file) in str(caught.value)
    assert message in str(caught.value)


def test_a_missing_file_is_told(file: Path):
    with pytest.raises(InputError, match="cannot be read"):
        load_yaml(file, Document)
