"""``unisono plan``: how an operation would be fetched, or any stage on the way there."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from chassis.errors import InputError
from gateway.commands.source_text import place, read_text, unusable_supergraph
from gateway.federation.errors import FederationError
from gateway.federation.planner.planner import Planner
from gateway.federation.planner.stages import STAGES, explain, explain_as_json
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.reader import read_supergraph
from gateway.server.documents import DocumentRules, coerce_variables, read_operation
from gateway.server.limits import WIDE_LIMITS
from gateway.server.request_error import RequestRefusedError

RULES = DocumentRules(limits=WIDE_LIMITS)


def add_to(commands: Any) -> None:
    """Declare the command and its flags."""
    parser = commands.add_parser("plan", help="the query plan of an operation")
    parser.add_argument("--supergraph", type=Path, required=True, metavar="FILE")
    parser.add_argument("document", type=Path, metavar="OPERATION.graphql")
    parser.add_argument("--operation", metavar="NAME", help="which one, when there are several")
    parser.add_argument(
        "--variables", metavar="JSON", help="checked against what the operation declares"
    )
    parser.add_argument("--override-label", action="append", default=[], metavar="L")
    parser.add_argument("--stage", choices=tuple(STAGES), default="plan")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the plan."""
    sdl, text = read_text(arguments.supergraph), read_text(arguments.document)
    variables = _variables(arguments.variables)
    try:
        schema, planner = api_schema(sdl), Planner.of(read_supergraph(sdl))
    except FederationError as error:
        raise unusable_supergraph(arguments.supergraph, error) from error
    try:
        valid = read_operation(text, arguments.operation, schema, RULES)
        if variables is not None:
            coerce_variables(valid, variables, schema)
        asked = (planner, valid.operation, arguments.stage, frozenset(arguments.override_label))
        if arguments.format == "json":
            shown = msgspec.json.format(msgspec.json.encode(explain_as_json(*asked))).decode()
        else:
            shown = explain(*asked)
    except RequestRefusedError as error:
        raise InputError(_first_of(error, arguments.document)) from error
    except FederationError as error:
        raise InputError(f"{arguments.document}: {error}") from error
    sys.stdout.write(f"{shown}\n")
    return 0


def _variables(text: str | None) -> dict[str, msgspec.Raw] | None:
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError as error:
        raise InputError(
            f'--variables: no JSON object: {error}; give one such as {{"first": 3}}'
        ) from error


def _first_of(refusal: RequestRefusedError, file: Path) -> str:
    """One line for the first error, where it is, and how many more there are."""
    error: Mapping[str, Any] = refusal.errors[0]
    places = error.get("locations") or ()
    if not places:
        return f"{file}: {error['message']}"
    more = f" (and {len(refusal.errors) - 1} more)" if len(refusal.errors) > 1 else ""
    where = place(file, places[0]["line"], places[0]["column"])
    message = error["message"].rstrip(".")
    return f"{where}: {message}{more}; correct the operation or its variables"
