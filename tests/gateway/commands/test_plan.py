import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gateway.federation.world import SUPERGRAPH


def unisono(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    supergraph, operation = tmp_path / "supergraph.graphql", tmp_path / "operation.graphql"
    supergraph.write_text(SUPERGRAPH)
    operation.write_text("query A { me { name reviews { body } } } query B { top { name } }")
    return supergraph, operation


def test_the_plan_is_printed_as_text_and_as_json(files: tuple[Path, Path]):
    supergraph, operation = files
    text = unisono("plan", "--supergraph", supergraph, operation, "--operation", "A")
    assert text.returncode == 0
    assert "Sequence" in text.stdout
    shown = unisono(
        "plan", "--supergraph", supergraph, operation, "--operation", "A", "--format", "json"
    )
    plan = json.loads(shown.stdout)
    assert plan["kind"] == "QueryPlan"
    assert [node["kind"] for node in plan["node"]["nodes"]] == ["Fetch", "Flatten"]


@pytest.mark.parametrize("stage", ["normalised", "graph", "paths", "tree", "fetches", "plan"])
def test_every_stage_can_be_printed(files: tuple[Path, Path], stage: str):
    supergraph, operation = files
    result = unisono(
        "plan", "--supergraph", supergraph, operation, "--operation", "A", "--stage", stage
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert "reviews" in result.stdout


@pytest.mark.parametrize("stage", ["normalised", "graph", "paths", "tree", "fetches", "plan"])
def test_every_stage_can_be_printed_as_json(files: tuple[Path, Path], stage: str):
    supergraph, operation = files
    result = unisono(
        *("plan", "--supergraph", supergraph, operation, "--operation", "A"),
        *("--stage", stage, "--format", "json"),
    )
    assert (result.returncode, result.stderr) == (0, "")
    json.loads(result.stdout)
    assert "reviews" in result.stdout


@pytest.mark.parametrize(
    ("text", "arguments", "expected"),
    [
        ("{ me { name }", (), ":1:14: Syntax Error"),
        ("{\n  me { nothing }\n}", (), ":2:8: Cannot query field 'nothing'"),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", (), ":1:32: Cannot spread fragment 'A' within itself via 'B'"),
        ("{ " + "__typename " * 100_000 + "}", (), "more than 15000 tokens"),
        ("{ me " * 10_000 + "}" * 10_000, (), "nested too deeply"),
        ("{ __typename } ", ("--operation", "A"), "no operation named 'A'"),
        ("query ($n: Int!) { top(first: $n) { name } }", ("--variables", "{}"), ":1:8: Variable '$n' has invalid value"),
        ("{ __typename }", ("--variables", "[1]"), "--variables: no JSON object"),
        ("{ __typename }", ("--variables", "{"), "--variables: no JSON object"),
    ],
)  # fmt: skip
def test_an_operation_that_cannot_be_planned_is_told_where_and_why(
    files: tuple[Path, Path], text: str, arguments: tuple[str, ...], expected: str
):
    supergraph, operation = files
    operation.write_text(text)
    result = unisono("plan", "--supergraph", supergraph, operation, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert expected in result.stderr
    assert result.stderr.startswith("unisono: ")
    assert result.stderr.count("\n") == 1


def test_a_supergraph_of_an_unknown_join_version_is_refused(files: tuple[Path, Path]):
    supergraph, operation = files
    supergraph.write_text(
        f'{SUPERGRAPH}extend schema @link(url: "https://specs.apollo.dev/join/v9.9")'
    )
    result = unisono("plan", "--supergraph", supergraph, operation, "--operation", "A")
    assert result.returncode == 2
    line = SUPERGRAPH.count("\n") + 1
    assert f"{supergraph}:{line}: the supergraph uses join v9.9" in result.stderr


def test_unusable_input_is_one_line_and_exit_code_two(files: tuple[Path, Path]):
    supergraph, operation = files
    for arguments in (
        ("plan", "--supergraph", "missing.graphql", operation),
        ("plan", "--supergraph", operation, operation),
        ("plan", "--supergraph", supergraph, operation),
        ("plan", "--supergraph", supergraph, supergraph),
        ("plan", "--supergraph", supergraph),
        ("paln",),
        (),
    ):
        result = unisono(*arguments)
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr.startswith("unisono: ")
        assert result.stderr.count("\n") == 1
