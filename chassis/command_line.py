"""Command lines that answer a mistake with one line, ``unisono: what, where, what to do``."""

import argparse
import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from chassis.errors import InputError

UNUSABLE_INPUT = 2
_KILLED = 128
_LONGEST_MESSAGE = 2_000
_SHORTENED_TO = 900


class OneLineParser(argparse.ArgumentParser):
    """Raises instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments.

        Raises:
            InputError: always.
        """
        raise InputError(f"{message}; see {self.prog} --help")


def exit_with(run: Callable[[], int]) -> NoReturn:
    """Run a command, and exit with its code; unusable input is told in one line.

    Ctrl-C and a reader that goes away (``| head``) end a command as their signals would.
    """
    try:
        code = run()
        sys.stdout.flush()
    except InputError as error:
        code = _refuse(str(error))
    except RecursionError:
        code = _refuse("the input is nested too deeply to be read; write it flatter")
    except KeyboardInterrupt:
        code = _KILLED + signal.SIGINT
    except BrokenPipeError:
        _forget_output()
        code = _KILLED + signal.SIGPIPE
    except OSError as error:
        _forget_output()
        where = error.filename or "the output cannot be written"
        code = _refuse(f"{where}: {error.strerror or error}; check the place")
    sys.exit(code)


def _refuse(message: str) -> int:
    sys.stderr.write(f"unisono: {_one_line(message)}\n")
    return UNUSABLE_INPUT


def _one_line(message: str) -> str:
    """White space joined; what quotes a whole document is shortened in its middle."""
    text = " ".join(message.split())
    if len(text) <= _LONGEST_MESSAGE:
        return text
    return f"{text[:_SHORTENED_TO]} … {text[-_SHORTENED_TO:]}"


def _forget_output() -> None:
    """What is still buffered cannot be written: the interpreter's last flush would fail, too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
