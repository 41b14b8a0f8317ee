"""Whatever a command is given, it answers with a place and a reason: no traceback, exit code 1 or 2."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway.cli import main

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])\n'
SUBGRAPH = "type Query { x: Int t: T f(a: Int): Int }\ntype T { id: ID t: T }"


class Told(NamedTuple):
    code: object
    out: str
    error: str


Unisono = Callable[..., Told]


@pytest.fixture
def unisono(capsys: pytest.CaptureFixture[str]) -> Unisono:
    def run(*arguments: object) -> Told:
        with pytest.raises(SystemExit) as end:
            main([str(each) for each in arguments])
        return Told(end.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "a.graphql").write_text(SUBGRAPH)
    file = tmp_path / "supergraph.yaml"
    file.write_text("subgraphs:\n  a: {routing_url: http://a, schema: {file: a.graphql}}\n")
    return file


@pytest.fixture
def supergraph(config: Path, unisono: Unisono) -> Path:
    target = config.with_name("supergraph.graphql")
    assert unisono("compose", config, "-o", target).code == 0
    return target


def nested(opening: str, middle: str, closing: str, depth: int = 10_000) -> str:
    return opening * depth + middle + closing * depth


def refused(told: Told, place: str) -> bool:
    """One line, which begins with where it is wrong."""
    return (
        told.code == 2
        and told.error.startswith(f"unisono: {place}")
        and told.error.count("\n") == 1
    )


UNREADABLE_SDL = {
    "an unclosed type": ("type Query {\n  x:\n", 3),
    "a control character": ("type Query {\n  x: Int \x07\n}", 2),
    "nothing but a comment": ("# later\n", 2),
    "a list type 10 000 deep": (f"type Query {{\n x: {nested('[', 'Int', ']')}\n}}", 2),
    "a default 10 000 deep": (f"type Query {{\n x(a: Int = {nested('{a:', '1', '}')}): Int\n}}", 2),
    "an argument of a directive 10 000 deep": (f"type Query {{\n x: Int @d(a: {nested('[', '1', ']')})\n}}", 2),
    "an input type in itself": ("input A { a: A! }\ntype Query { x(a: A): Int }", 1),
    "a default in itself": ("input A { a: A = {} }\ntype Query { x(a: A): Int }", 1),
    "an interface of itself": ("interface A implements A { x: Int }\ntype Query { x: Int }", 1),
    "a union of itself": ("union U = U\ntype Query { u: U }", 1),
    "a type twice": ("type Query { x: Int }\ntype Query { y: Int }", 1),
    "an unknown type": ("type Query {\n  x: Missing\n}", 2),
}  # fmt: skip


@pytest.mark.parametrize(("sdl", "line"), UNREADABLE_SDL.values(), ids=UNREADABLE_SDL.keys())
def test_an_sdl_that_is_no_schema_is_told_with_its_line(
    config: Path, supergraph: Path, unisono: Unisono, sdl: str, line: int
):
    file = config.with_name("a.graphql")
    file.write_text(sdl)

    told = unisono("compose", config)
    assert told.code == 1
    assert all(each.startswith("INVALID_GRAPHQL: ") for each in told.error.splitlines())
    assert f"(a:{line})" in told.error
    assert refused(unisono("check", supergraph, file), f"{file}:{line}: ")
    assert unisono("check", file, supergraph).code == 2
    assert unisono("plan", "--supergraph", file, supergraph).code == 2
    assert unisono("serve", "--supergraph", file, "--port", 0).code == 2


def test_input_types_in_too_long_a_circle_are_told(
    config: Path, supergraph: Path, unisono: Unisono
):
    circle = " ".join(f"input I{n} {{ a: I{(n + 1) % 1_500}! }}" for n in range(1_500))
    file = config.with_name("a.graphql")
    file.write_text(f"{circle}\ntype Query {{ x(a: I0): Int }}")

    told = unisono("compose", config)
    assert told.code == 1
    assert "input types refer to one another in too long a chain" in told.error
    assert refused(unisono("check", supergraph, file), f"{file}")


@pytest.mark.parametrize("version", ["v9.9", "v3.0", "v1.0", f"v2.{'9' * 5_000}"])
def test_an_unknown_version_of_federation_is_told(config: Path, unisono: Unisono, version: str):
    config.with_name("a.graphql").write_text(
        f'\nextend schema @link(url: "https://specs.apollo.dev/federation/{version}")\ntype Query {{ x: Int }}'
    )
    told = unisono("compose", config)
    assert told.code == 1
    assert told.error.startswith("UNKNOWN_FEDERATION_LINK_VERSION: ")
    assert "(a:2)" in told.error


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("join/v0.5", "join/v9.9", "uses join v9.9"),
        ("join/v0.5", "join/v1.0", "uses join v1.0"),
        ("join/v0.5", "join/v0.0", "uses join v0.0"),
        ("join/v0.5", "join", "uses join without a version"),
        ("link/v1.0", "link/v9.9", "uses link v9.9"),
    ],
)
def test_a_supergraph_of_an_unknown_version_is_told_by_every_command(
    supergraph: Path, unisono: Unisono, old: str, new: str, reason: str
):
    unknown, operation = supergraph.with_name("unknown.graphql"), supergraph.with_name("o.graphql")
    text = supergraph.read_text()
    operation.write_text("{ x }")
    unknown.write_text(text.replace(old, new))
    line = next(n for n, each in enumerate(text.splitlines(), 1) if old in each)

    for command in (
        ("check", supergraph, unknown),
        ("check", unknown, supergraph),
        ("plan", "--supergraph", unknown, operation),
        ("serve", "--supergraph", unknown, "--port", 0),
    ):
        told = unisono(*command)
        assert refused(told, f"{unknown}:{line}: ")
        assert reason in told.error


def test_a_supergraph_that_was_cut_is_told_by_its_place(supergraph: Path, unisono: Unisono):
    broken, operation = supergraph.with_name("broken.graphql"), supergraph.with_name("o.graphql")
    operation.write_text("{ x }")
    text = supergraph.read_text()
    broken.write_text(
        text.replace(
            "type T\n  @join__type(graph: A)", 'type T\n  @join__type(graph: A, key: "sku")'
        )
    )
    line = next(n for n, each in enumerate(text.splitlines(), 1) if each.startswith("type T"))
    told = unisono("plan", "--supergraph", broken, operation)
    assert refused(told, f"{broken}:{line}: a field set selects T.sku, which does not exist")
    broken.write_text(text.replace('name: "a"', 'nam: "a"'))
    told = unisono("plan", "--supergraph", broken, operation)
    assert told.code == 2
    assert "A in join__Graph has no @join__graph" in told.error


OPERATIONS = {
    "100 000 tokens": ("{" + "x " * 100_000 + "}", ":1:30000: "),
    "fields 10 000 deep": ("{" + "t{" * 10_000 + "id" + "}" * 10_001, ":1:"),
    "fragments 10 000 deep": ("{" + "...{" * 10_000 + "x" + "}" * 10_001, ":1:"),
    "a value 10 000 deep": (f"{{f(a:{nested('[', '1', ']')})}}", ":1:"),
    "a value 100 deep": (f"{{f(a:{nested('[', '1', ']', 100)})}}", ":1:"),
    "an unclosed field": ("{\n  x {\n", ":3:"),
    "nothing": ("", ":1:1: "),
    "no operation": ("type Query { x: Int }", ":1:1: "),
    "a fragment in itself": ("{ ...A }\nfragment A on Query { ...A }", ":2:23: "),
    "a circle of fragments": ("{ ...A } fragment A on Query { ...B }\nfragment B on Query { ...A }", ":1:32: "),
    "200 fragments in a row": (
        "{ ...F0 }" + "".join(f"fragment F{n} on Query {{...F{n + 1}}}" for n in range(200))
        + "fragment F200 on Query { x }",
        ":1:1: ",
    ),
    "fragments that double": (
        "{ ...F0 }" + "".join(f"fragment F{n} on Query {{...F{n + 1} ...F{n + 1}}}" for n in range(40))
        + "fragment F40 on Query { x }",
        ":1:1: ",
    ),
    "a very long name": ("{ " + "y" * 300_000 + " }", ":1:3: "),
    "two operations": ("query A { x }\nquery B { x }", ":1:1: "),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place"), OPERATIONS.values(), ids=OPERATIONS.keys())
def test_an_operation_that_cannot_be_planned_is_told_with_its_place(
    supergraph: Path, unisono: Unisono, text: str, place: str
):
    file = supergraph.with_name("operation.graphql")
    file.write_text(text)
    told = unisono("plan", "--supergraph", supergraph, file)
    assert refused(told, f"{file}{place}")
    assert len(told.error) < 2_100


def test_stored_operations_that_nothing_can_run_are_told(supergraph: Path, unisono: Unisono):
    folder = supergraph.with_name("operations")
    folder.mkdir()
    file = folder / "o.graphql"
    check = ("check", supergraph, supergraph, "--operations", folder)
    for text, line in (("{" + "x " * 100_000 + "}", 1), ("{\n" + "t{" * 10_000, 2), ("", 1)):
        file.write_text(text)
        assert refused(unisono(*check), f"{file}:{line}: ")
    file.write_text("{ ...A }\nfragment A on Query { ...A }")
    told = unisono(*check)
    assert told.code == 0
    assert f"{file}:2: Cannot spread fragment 'A' within itself" in told.out


def test_what_is_no_text_is_told_by_every_command(config: Path, supergraph: Path, unisono: Unisono):
    binary, folder = config.with_name("binary"), config.with_name("folder")
    binary.write_bytes(b"type Query {\n  x: Int # \xff\n}")
    folder.mkdir()
    for file, place in (
        (binary, f"{binary}:2: "),
        (folder, f"{folder}: "),
        (config.with_name("none"), ""),
    ):
        for command in (
            ("check", supergraph, file),
            ("plan", "--supergraph", file, binary),
            ("plan", "--supergraph", supergraph, file),
            ("serve", "--supergraph", file),
        ):
            assert refused(unisono(*command), place)
    assert refused(unisono("compose", folder), f"{folder}: cannot be read: ")
    assert refused(unisono("compose", binary), f"{binary}: is no YAML: ")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("subgraphs:\n  a: {schema: {file: none.graphql}}", "subgraph a: "),
        ('subgraphs:\n  a: {schema: {file: "a\\0b"}}', "subgraph a: "),
        ("subgraphs:\n  a: {schema: {file: .}}", "Is a directory"),
        ("subgraphs:\n  a: {schema: {}}", "subgraph a: give either"),
        ("subgraphs:\n  a: {schema: {subgraph_url: 'http://127.0.0.1:1'}}", "gave no SDL"),
        ("subgraphs:\n  a: {schema: {subgraph_url: ':::'}}", "gave no SDL"),
        ("subgraphs:\n  a: {schema: {file: a.graphql}}\n  a: {schema: {file: a.graphql}}", "line 3"),
        ("subgraphs:\n  1: {schema: {file: a.graphql}}", ":2: Expected `str`"),
        ("subgraphs:\n  a:\n", ":2: Expected `object`"),
        ("subgraphs:\n\ta: 1", "line 2"),
        ("subgraphs: " + "[" * 5_000, "nested too deeply"),
        ("- a", ":1: Expected `object`"),
        ("? [a]\n: b", "line 1"),
        ("&a [*a]", ":1: "),
    ],
)  # fmt: skip
def test_a_configuration_with_a_fault_is_told(
    config: Path, unisono: Unisono, text: str, reason: str
):
    config.write_text(text)
    told = unisono("compose", config)
    assert refused(told, "")
    assert reason in told.error


def test_output_that_finds_no_place_is_told(config: Path):
    command = [sys.executable, "-m", "gateway", "compose", str(config)]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr == (
        "unisono: the output cannot be written: No space left on device; check the place\n"
    )
