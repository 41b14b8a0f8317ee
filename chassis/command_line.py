"""Command lines that answer a mistake with one line, ``unisono: what, where, what to do``."""

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from chassis.errors import InputError

UNUSABLE_INPUT = 2


class OneLineParser(argparse.ArgumentParser):
    """Raises instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments.

        Raises:
            InputError: always.
        """
        raise InputError(f"{message}; see {self.prog} --help")


def exit_with(run: Callable[[], int]) -> NoReturn:
    """Run a command, and exit with its code; unusable input is told in one line."""
    try:
        code = run()
    except InputError as error:
        sys.stderr.write(f"unisono: {error}\n")
        code = UNUSABLE_INPUT
    sys.exit(code)
