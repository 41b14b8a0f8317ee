"""Bearer tokens as the command line makes them."""

import os
import subprocess
import sys

from tests.end_to_end.stack import Stack


def token_of(stack: Stack, *who: str) -> str:
    """What `unisono token` prints for ``--role`` or ``--partner``, at the clock of the stack."""
    command = [sys.executable, "-m", "gateway", "token", *who, "--expires", "7d"]
    clock = {"UNISONO_CLOCK": str(stack.folder / "clock")}
    found = subprocess.run(
        command, env={**os.environ, **clock}, capture_output=True, text=True, check=True
    )
    return found.stdout.strip()
