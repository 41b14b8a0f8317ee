import json
import subprocess
import sys
from pathlib import Path

import pytest

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n'


def unisono(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway", "compose", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "a.graphql").write_text(
        LINK + 'type Query { t: T } type T @key(fields: "id") { id: ID! }'
    )
    (tmp_path / "b.graphql").write_text(LINK + 'type T @key(fields: "id") { id: ID! x: Int }')
    file = tmp_path / "supergraph.yaml"
    file.write_text(
        "subgraphs:\n"
        "  a: {routing_url: http://a, schema: {file: a.graphql}}\n"
        "  b: {routing_url: http://b, schema: {file: b.graphql}}\n"
    )
    return file


def test_the_supergraph_goes_to_stdout_or_to_a_file(config: Path, tmp_path: Path):
    printed = unisono(config)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert 'B @join__graph(name: "b", url: "http://b")' in printed.stdout
    target = tmp_path / "out.graphql"
    assert unisono(config, "-o", target).stdout == ""
    assert target.read_text() == printed.stdout


def test_what_does_not_compose_ends_with_code_one_and_every_error(config: Path, tmp_path: Path):
    (tmp_path / "b.graphql").write_text(LINK + "enum T { X } type Query { t: Int }")
    result = unisono(config, "--format", "json")
    assert result.returncode == 1
    found = {error["code"] for error in json.loads(result.stdout)["errors"]}
    assert "TYPE_KIND_MISMATCH" in found
    assert "TYPE_KIND_MISMATCH" in result.stderr


def test_as_json_the_supergraph_comes_along_unless_it_goes_to_a_file(config: Path, tmp_path: Path):
    shown = json.loads(unisono(config, "--format", "json").stdout)
    assert shown["errors"] == []
    assert shown["supergraphSdl"] == unisono(config).stdout
    target = tmp_path / "out.graphql"
    assert "supergraphSdl" not in json.loads(
        unisono(config, "--format", "json", "-o", target).stdout
    )
    assert target.read_text() == shown["supergraphSdl"]


KEYED = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Query { t: T }"""


@pytest.mark.parametrize(
    ("sdl", "code", "line"),
    [
        ("type Query {\n  a: Int\n  b:\n}", "INVALID_GRAPHQL", 4),
        ("", "INVALID_GRAPHQL", 1),
        ("type Query { a: Int }\n\0", "INVALID_GRAPHQL", 2),
        ("type Query {\n  a: " + "[" * 10_000 + "Int" + "]" * 10_000 + "\n}", "INVALID_GRAPHQL", 2),
        (f'{KEYED}\ntype T @key(fields: "{"t { " * 10_000}id{" }" * 10_000}") {{ id: ID t: T }}', "KEY_INVALID_FIELDS", 3),
        ('\nextend schema @link(url: "https://specs.apollo.dev/federation/v9.9")\ntype Query { a: Int }', "UNKNOWN_FEDERATION_LINK_VERSION", 2),
    ],
)  # fmt: skip
def test_a_subgraph_that_cannot_be_read_is_told_with_its_line(
    config: Path, tmp_path: Path, sdl: str, code: str, line: int
):
    (tmp_path / "b.graphql").write_text(sdl)
    result = unisono(config, "--format", "json")
    assert result.returncode == 1
    (error,) = json.loads(result.stdout)["errors"]
    assert (error["code"], error["locations"]) == (code, [{"subgraph": "b", "line": line}])
    assert len(error["message"]) < 300
    assert "Traceback" not in result.stderr


def test_bytes_that_are_no_text_are_told(config: Path, tmp_path: Path):
    (tmp_path / "b.graphql").write_bytes(b"\xff\xfe\x00")
    result = unisono(config)
    assert (result.returncode, result.stdout) == (2, "")
    assert "it is no UTF-8 text" in result.stderr


def test_unusable_input_ends_with_code_two_and_one_line(config: Path, tmp_path: Path):
    config.write_text("subgraphs:\n  a:\n    schema: {fle: a.graphql}\n")
    result = unisono(config)
    assert result.returncode == 2
    assert f"{config}:3: unknown key 'fle'" in result.stderr
    for text in ("subgraphs: {a: {schema: {file: missing.graphql}}}", "subgraphs: [", "x: 1", ""):
        config.write_text(text)
        result = unisono(config)
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr.startswith("unisono: ")
        assert result.stderr.count("\n") == 1
    assert unisono(tmp_path / "missing.yaml").returncode == 2
