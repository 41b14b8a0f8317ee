"""The ``unisono`` command line: a thin door to ``gateway.commands``.

Errors are one line, ``unisono: what is wrong, where, what to do``, with exit code 2.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from chassis.errors import InputError
from gateway.commands import compose, demo, plan, serve, service, token, up

COMMANDS = (up, serve, service, compose, plan, demo, token)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; see {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its code."""
    try:
        chosen: Any = _parse(arguments)
        sys.exit(chosen.run(chosen))
    except InputError as error:
        sys.stderr.write(f"unisono: {error}\n")
        sys.exit(2)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    chosen, unknown = parser.parse_known_args(arguments)
    if getattr(chosen, "takes_rest", False):
        chosen.rest = [*unknown, *chosen.rest]
    elif unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    return chosen


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="unisono", description="One entry, two systems, no drift.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(commands)
    return parser
