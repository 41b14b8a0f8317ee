"""``unisono check``: exit 0 for nothing, 1 for what breaks clients, 2 for unusable input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from graphql import build_schema, find_breaking_changes, find_dangerous_changes

OLD = """
type Query { order(id: ID!): Order orders(first: Int = 20): [Order!]! }
type Order { id: ID! number: String! status: Status! note: String }
enum Status { OPEN DONE }
"""
NEW = """
type Query { order(id: ID!): Order orders(first: Int = 10): [Order!]! }
type Order { id: ID! status: Status! note: String! }
enum Status { OPEN DONE LOST }
"""


def check(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway", "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def write(folder: Path, **texts: str) -> list[Path]:
    files = [folder / f"{name}.graphql" for name in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text)
    return files


def test_equal_schemas_change_nothing(tmp_path: Path):
    old, new = write(tmp_path, old=OLD, new=OLD)
    found = check(old, new)
    assert (found.returncode, found.stdout) == (0, "nothing changes for clients\n")


def test_changes_are_those_of_graphql_core_breaking_ones_first(tmp_path: Path):
    found = check(*write(tmp_path, old=OLD, new=NEW), "--format", "json")
    assert found.returncode == 1
    shown = json.loads(found.stdout)
    schemas = build_schema(OLD), build_schema(NEW)
    expected = find_breaking_changes(*schemas), find_dangerous_changes(*schemas)
    for severity, changes in zip(("breaking", "dangerous"), expected, strict=True):
        assert changes
        assert shown[severity] == [
            {"kind": each.type.name, "message": each.description} for each in changes
        ]


def test_dangerous_changes_alone_end_with_zero(tmp_path: Path):
    found = check(*write(tmp_path, old=OLD, new=OLD.replace("OPEN DONE", "OPEN DONE LOST")))
    assert found.returncode == 0
    assert found.stdout.startswith("dangerous: VALUE_ADDED_TO_ENUM: ")


def test_what_only_machinery_or_hidden_elements_change_is_no_change(tmp_path: Path):
    supergraph = """
    schema @link(url: "https://specs.apollo.dev/link/v1.0")
      @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
      @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY) { query: Query }
    directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
    directive @join__graph(name: String!, url: String!) on ENUM_VALUE
    directive @join__type(graph: join__Graph!) repeatable on OBJECT
    directive @inaccessible on FIELD_DEFINITION
    scalar link__Import
    enum link__Purpose { SECURITY EXECUTION }
    enum join__Graph { A @join__graph(name: "a", url: "http://a") }
    type Query @join__type(graph: A) { x: Int secret: Int @inaccessible }
    """
    found = check(*write(tmp_path, old=supergraph, new="type Query { x: Int }"))
    assert (found.returncode, found.stdout) == (0, "nothing changes for clients\n")


def test_stored_operations_that_break_are_named_with_file_and_line(tmp_path: Path):
    folder = tmp_path / "operations"
    (folder / "deep").mkdir(parents=True)
    write(
        folder,
        fine='query Fine { order(id: "1") { status } }',
        broken='query Broken {\n  order(id: "1") {\n    ...Numbered\n  }\n}',
        old="query Old { colour }",
    )
    write(folder / "deep", fragment="fragment Numbered on Order {\n  number\n}")
    found = check(*write(tmp_path, a=OLD, b=NEW), "--operations", folder, "--format", "json")
    assert found.returncode == 1
    operations = {each["operation"]: each for each in json.loads(found.stdout)["operations"]}
    assert set(operations) == {"Broken", "Old"}
    assert (operations["Broken"]["wasBrokenBefore"], operations["Old"]["wasBrokenBefore"]) == (
        False,
        True,
    )
    (error,) = operations["Broken"]["errors"]
    assert error["message"].startswith("Cannot query field 'number'")
    assert (
        f"{folder / 'broken.graphql'}: Broken breaks"
        in check(*write(tmp_path, a=OLD, b=NEW), "--operations", folder).stdout
    )


@pytest.mark.parametrize(
    ("old", "operation", "told"),
    [
        ("type Query {", None, "old.graphql"),
        ("type Query { x: Missing }", None, "Missing"),
        (OLD, "query {", "bad.graphql:1"),
    ],
)
def test_unusable_input_is_told_in_one_line(
    tmp_path: Path, old: str, operation: str | None, told: str
):
    more: list[object] = []
    if operation is not None:
        (tmp_path / "operations").mkdir()
        write(tmp_path / "operations", bad=operation)
        more = ["--operations", tmp_path / "operations"]
    found = check(*write(tmp_path, old=old, new=OLD), *more)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith("unisono: ")
    assert found.stderr.count("\n") == 1
    assert told in found.stderr


def test_a_missing_file_or_folder_is_told(tmp_path: Path):
    old, new = write(tmp_path, old=OLD, new=NEW)
    for arguments in ((old, tmp_path / "none"), (old, new, "--operations", tmp_path / "none")):
        found = check(*arguments)
        assert found.returncode == 2
        assert str(tmp_path / "none") in found.stderr
