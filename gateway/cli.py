"""The ``unisono`` command line: a thin door to ``gateway.commands``.

Errors are one line, ``unisono: what is wrong, where, what to do``, with exit code 2.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

from chassis.command_line import OneLineParser, exit_with

# Each command to the module of ``gateway.commands`` that has it.
COMMANDS: Mapping[str, str] = {
    "up": "up",
    "serve": "serve",
    "crm": "service",
    "erp": "service",
    "compose": "compose",
    "check": "check",
    "plan": "plan",
    "demo": "demo",
    "orders": "orders",
    "reconcile": "reconcile",
    "keys": "keys",
    "token": "token",
}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its code."""
    exit_with(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    chosen: Any = _parse(arguments)
    return int(chosen.run(chosen))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    given = sys.argv[1:] if arguments is None else arguments
    parser = _parser(COMMANDS.get(next(iter(given), "")))
    chosen, unknown = parser.parse_known_args(arguments)
    if getattr(chosen, "takes_rest", False):
        chosen.rest = [*unknown, *chosen.rest]
    elif unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    return chosen


def _parser(only: str | None) -> argparse.ArgumentParser:
    """A parser of all commands, or of one module's: others may stand on much that it does not."""
    parser = OneLineParser(prog="unisono", description="One entry, two systems, no drift.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in [only] if only else dict.fromkeys(COMMANDS.values()):
        import_module(f"gateway.commands.{name}").add_to(commands)
    return parser
