"""``unisono compose``: subgraphs named in a file, composed into one supergraph."""

import argparse
import sys
from pathlib import Path
from typing import Any

import httpx
import msgspec

from chassis.errors import InputError
from chassis.serving import collection_paused
from chassis.strict_yaml import load_yaml
from gateway.commands.source_text import read_text
from gateway.federation.composition.compose import CompositionResult, compose
from gateway.federation.composition.subgraph import SubgraphDefinition

_SDL_QUERY = {"query": "{ _service { sdl } }"}
TIMEOUT_SECONDS = 10.0


class SchemaSource(msgspec.Struct, forbid_unknown_fields=True):
    """``schema: {file: …}`` or ``schema: {subgraph_url: …}``."""

    file: str | None = None
    subgraph_url: str | None = None


class SubgraphEntry(msgspec.Struct, forbid_unknown_fields=True):
    """One subgraph of the file."""

    schema: SchemaSource
    routing_url: str | None = None


class CompositionFile(msgspec.Struct, forbid_unknown_fields=True):
    """The form that other composition tools read, too."""

    subgraphs: dict[str, SubgraphEntry]
    federation_version: str | int | None = None


class _Service(msgspec.Struct):
    sdl: str


class _SdlData(msgspec.Struct):
    service: _Service = msgspec.field(name="_service")


class _SdlAnswer(msgspec.Struct):
    data: _SdlData


def add_to(commands: Any) -> None:
    """Declare the command and its flags."""
    parser = commands.add_parser("compose", help="compose subgraphs into a supergraph")
    parser.add_argument("config", type=Path, metavar="CONFIG.yaml")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the supergraph, or the errors; exit code 1 when it does not compose."""
    config = load_yaml(arguments.config, CompositionFile)
    folder = arguments.config.parent
    definitions = [_definition(name, each, folder) for name, each in config.subgraphs.items()]
    with collection_paused():
        result = compose(definitions)
    if arguments.format == "json":
        _show_json(result, with_sdl=arguments.output is None)
    for diagnostic in (*result.errors, *result.hints):
        sys.stderr.write(f"{diagnostic}\n")
    if result.supergraph_sdl is None:
        return 1
    _write(result.supergraph_sdl, arguments)
    return 0


def _definition(name: str, entry: SubgraphEntry, folder: Path) -> SubgraphDefinition:
    source = entry.schema
    if (source.file is None) == (source.subgraph_url is None):
        raise InputError(f"subgraph {name}: give either schema.file or schema.subgraph_url")
    if source.file is not None:
        return SubgraphDefinition(
            name, entry.routing_url or "", _sdl_in(folder / source.file, name)
        )
    url = source.subgraph_url or ""
    return SubgraphDefinition(name, entry.routing_url or url, fetch_sdl(name, url))


def _sdl_in(file: Path, name: str) -> str:
    try:
        return read_text(file)
    except InputError as error:
        raise InputError(f"subgraph {name}: {error}") from error


def fetch_sdl(name: str, url: str) -> str:
    """Ask a running subgraph for its SDL.

    Raises:
        InputError: it does not answer, or gives none.
    """
    try:
        answer = httpx.post(url, json=_SDL_QUERY, timeout=TIMEOUT_SECONDS).content
        return msgspec.json.decode(answer, type=_SdlAnswer).data.service.sdl
    except (httpx.HTTPError, httpx.InvalidURL, msgspec.MsgspecError) as error:
        raise InputError(
            f"subgraph {name}: {url} gave no SDL ({error!r}); check that it runs"
        ) from error


def _show_json(result: CompositionResult, *, with_sdl: bool) -> None:
    shown: dict[str, Any] = {
        "errors": [error.as_json() for error in result.errors],
        "hints": [hint.as_json() for hint in result.hints],
    }
    if with_sdl and result.supergraph_sdl is not None:
        shown["supergraphSdl"] = result.supergraph_sdl
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(shown)).decode() + "\n")


def _write(sdl: str, arguments: argparse.Namespace) -> None:
    if arguments.output is not None:
        try:
            arguments.output.write_text(sdl, encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"{arguments.output}: cannot be written: {error.strerror}; choose another file"
            ) from error
    elif arguments.format == "text":
        sys.stdout.write(sdl)
