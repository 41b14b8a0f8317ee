"""``unisono plan``: how an operation would be fetched, or any stage on the way there."""

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec
from graphql import GraphQLSyntaxError, parse

from chassis.errors import InputError
from gateway.federation.errors import FederationError
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.plan.printer import plan_to_json
from gateway.federation.planner.planner import Planner
from gateway.federation.planner.stages import STAGES, explain
from gateway.federation.supergraph.reader import read_supergraph


def add_to(commands: Any) -> None:
    """Declare the command and its flags."""
    parser = commands.add_parser("plan", help="the query plan of an operation")
    parser.add_argument("--supergraph", type=Path, required=True, metavar="FILE")
    parser.add_argument("document", type=Path, metavar="OPERATION.graphql")
    parser.add_argument("--operation", metavar="NAME", help="which one, when there are several")
    parser.add_argument("--stage", choices=tuple(STAGES), default="plan")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the plan."""
    sdl, text = read_text(arguments.supergraph), read_text(arguments.document)
    if arguments.format == "json" and arguments.stage != "plan":
        raise InputError(f"--format json: stage {arguments.stage} is text; ask for --stage plan")
    try:
        operation = operation_from_ast(parse(text), arguments.operation)
        planner = Planner.of(read_supergraph(sdl))
        if arguments.format == "json":
            plan = plan_to_json(planner.plan(operation))
            shown = msgspec.json.format(msgspec.json.encode(plan)).decode()
        else:
            shown = explain(planner, operation, arguments.stage)
    except GraphQLSyntaxError as error:
        raise InputError(f"{arguments.document}: {error.message}; correct the operation") from error
    except FederationError as error:
        raise InputError(str(error)) from error
    sys.stdout.write(f"{shown}\n")
    return 0


def read_text(file: Path) -> str:
    """A file's text.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise InputError(f"{file}: cannot be read: {reason}; check the path") from error
