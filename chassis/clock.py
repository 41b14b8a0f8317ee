"""Business time. Timeouts and liveness use the event loop's monotonic clock instead."""

import os
from datetime import UTC, datetime
from pathlib import Path

from chassis.errors import InputError


def now() -> datetime:
    """The current instant, aware, in UTC.

    ``UNISONO_CLOCK`` names a file with one RFC 3339 instant; it is read anew every time, so that
    a test moves the clock of all processes at once.

    Raises:
        InputError: the file is missing, or holds no instant with an offset.
    """
    file = os.environ.get("UNISONO_CLOCK")
    return datetime.now(UTC) if file is None else _read(Path(file))


def _read(file: Path) -> datetime:
    try:
        instant = datetime.fromisoformat(file.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        raise InputError(
            f"UNISONO_CLOCK: {file} holds no RFC 3339 instant ({error}); "
            "write one such as 2026-03-02T09:00:00+01:00"
        ) from error
    if instant.tzinfo is None:
        raise InputError(f"UNISONO_CLOCK: the instant in {file} has no offset; append one, e.g. Z")
    return instant.astimezone(UTC)
