"""The texts that a command is given as files, and where in them something is wrong."""

from pathlib import Path

from chassis.errors import InputError
from gateway.federation.errors import FederationError


def read_text(file: Path) -> str:
    """A file's text.

    Raises:
        InputError: it cannot be read.
    """
    try:
        raw = file.read_bytes()
    except (OSError, ValueError) as error:  # a name with a null byte is a ValueError
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{file}: cannot be read: {reason}; check the path") from error
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{place(file, line)}: cannot be read: it is no UTF-8 text; save it as UTF-8"
        ) from error


def place(file: Path, line: int = 0, column: int = 0) -> str:
    """``file``, ``file:line`` or ``file:line:column``; 0 is unknown.

    >>> place(Path("a.graphql"), 3, 7)
    'a.graphql:3:7'
    """
    return ":".join(str(each) for each in (file, line, column) if each)


def unusable_supergraph(file: Path, error: FederationError) -> InputError:
    """The refusal of a supergraph or of another schema, with its line where that is known."""
    return InputError(f"{place(file, getattr(error, 'line', 0))}: {error}")
