"""The ``unisono`` command line: a thin door to ``gateway.commands``.

Errors are one line, ``unisono: what is wrong, where, what to do``, with exit code 2.
"""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from chassis.command_line import OneLineParser, exit_with
from gateway.commands import (
    check,
    compose,
    demo,
    keys,
    orders,
    plan,
    reconcile,
    serve,
    service,
    token,
    up,
)

COMMANDS = (up, serve, service, compose, check, plan, demo, orders, reconcile, keys, token)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its code."""
    exit_with(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    chosen: Any = _parse(arguments)
    return int(chosen.run(chosen))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    chosen, unknown = parser.parse_known_args(arguments)
    if getattr(chosen, "takes_rest", False):
        chosen.rest = [*unknown, *chosen.rest]
    elif unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    return chosen


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(prog="unisono", description="One entry, two systems, no drift.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(commands)
    return parser
