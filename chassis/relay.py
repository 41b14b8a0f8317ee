"""Relay connections: opaque cursors and page sizes (GraphQL Cursor Connections Specification)."""

import base64
import binascii

import msgspec

from chassis.errors import BadUserInputError

DEFAULT_PAGE = 20
LARGEST_PAGE = 100


def encode_cursor(*values: str | int) -> str:
    """An opaque cursor from the values of the sort key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def decode_cursor(text: str) -> tuple[str | int, ...]:
    """The values of the sort key.

    Raises:
        BadUserInputError: not a cursor of ours.
    """
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        values = msgspec.json.decode(raw, type=tuple[str | int, ...])
    except (binascii.Error, msgspec.DecodeError, ValueError) as error:
        raise _no_cursor(text) from error
    if not values:
        raise _no_cursor(text)
    return values


def page_size(first: int | None, last: int | None = None) -> int:
    """How many edges to give.

    Raises:
        BadUserInputError: both given, or not within 1 to 100.
    """
    if first is not None and last is not None:
        raise BadUserInputError("pass either first or last, not both")
    wanted = first if first is not None else last
    if wanted is None:
        return DEFAULT_PAGE
    if not 1 <= wanted <= LARGEST_PAGE:
        raise BadUserInputError(f"first and last must be within 1 and {LARGEST_PAGE}, not {wanted}")
    return wanted


def _no_cursor(text: str) -> BadUserInputError:
    return BadUserInputError(f"{text!r} is no cursor; pass one from an earlier page unchanged")
