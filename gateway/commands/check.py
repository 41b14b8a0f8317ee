"""``unisono check``: what a new schema changes for clients, and which operations it breaks."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from graphql import DocumentNode, GraphQLError, GraphQLSchema, GraphQLSyntaxError, parse

from chassis.errors import InputError
from gateway.commands.source_text import read_text, unusable_supergraph
from gateway.federation.errors import SupergraphError
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.changes import (
    Breakage,
    Change,
    Severity,
    find_breakages,
    find_changes,
    stored_operations,
)
from gateway.server.limits import WIDE_LIMITS

SUFFIXES = (".graphql", ".gql")


def add_to(commands: Any) -> None:
    """Declare the command and its flags."""
    parser = commands.add_parser("check", help="what a new schema changes for clients")
    parser.add_argument("old", type=Path, metavar="OLD", help="a supergraph, or any schema's SDL")
    parser.add_argument("new", type=Path, metavar="NEW", help="likewise")
    parser.add_argument("--operations", type=Path, metavar="DIR", help="operations of clients")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print changes and broken operations; exit code 1 when something breaks."""
    old, new = _schema(arguments.old), _schema(arguments.new)
    documents = _documents(arguments.operations) if arguments.operations else {}
    changes = find_changes(old, new)
    breakages = tuple(find_breakages(stored_operations(documents), old, new))
    if arguments.format == "json":
        _show_json(changes, breakages)
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(changes, breakages))
    is_breaking = any(each.severity is Severity.BREAKING for each in changes)
    return int(is_breaking or any(not each.is_old for each in breakages))


def _schema(file: Path) -> GraphQLSchema:
    try:
        return api_schema(read_text(file))
    except SupergraphError as error:
        raise unusable_supergraph(file, error) from error


def _documents(folder: Path) -> dict[str, DocumentNode]:
    if not folder.is_dir():
        raise InputError(f"--operations: {folder} is no folder; name one with *.graphql files")
    files = sorted(each for each in folder.rglob("*") if each.suffix in SUFFIXES)
    return {str(file): _document(file) for file in files}


def _document(file: Path) -> DocumentNode:
    try:
        return parse(read_text(file), max_tokens=WIDE_LIMITS.tokens)
    except GraphQLSyntaxError as error:
        message = error.message.rstrip(".")
        raise InputError(f"{file}{_place(error)}: {message}; correct the operation") from error


def _lines(changes: Sequence[Change], breakages: Sequence[Breakage]) -> list[str]:
    lines = [f"{each.severity.value}: {each.kind}: {each.message}" for each in changes]
    for breakage in breakages:
        operation = breakage.operation
        how = "was broken before" if breakage.is_old else "breaks"
        lines.append(f"{operation.file}: {operation.name or 'the unnamed operation'} {how}")
        lines += [f"  {operation.file}{_place(each)}: {each.message}" for each in breakage.errors]
    return lines or ["nothing changes for clients"]


def _show_json(changes: Sequence[Change], breakages: Sequence[Breakage]) -> None:
    shown = {
        severity.value: [
            {"kind": each.kind, "message": each.message}
            for each in changes
            if each.severity is severity
        ]
        for severity in Severity
    }
    operations = [
        {
            "file": each.operation.file,
            "operation": each.operation.name,
            "wasBrokenBefore": each.is_old,
            "errors": [error.formatted for error in each.errors],
        }
        for each in breakages
    ]
    answer = msgspec.json.encode({**shown, "operations": operations})
    sys.stdout.write(f"{msgspec.json.format(answer).decode()}\n")


def _place(error: GraphQLError) -> str:
    return f":{error.locations[0].line}" if error.locations else ""
