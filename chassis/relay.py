"""Relay connections: opaque cursors and page sizes (GraphQL Cursor Connections Specification)."""

import base64
import binascii

import msgspec

DEFAULT_PAGE = 20
LARGEST_PAGE = 100


def encode_cursor(*values: str | int) -> str:
    """An opaque cursor from the values of the sort key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def decode_cursor(text: str) -> tuple[str | int, ...]:
    """The values of the sort key.

    Raises:
        ValueError: not a cursor of ours.
    """
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return msgspec.json.decode(raw, type=tuple[str | int, ...])
    except (binascii.Error, msgspec.DecodeError, UnicodeError) as error:
        raise ValueError(
            f"{text!r} is no cursor; pass one from an earlier page unchanged"
        ) from error


def page_size(first: int | None, last: int | None = None) -> int:
    """How many edges to give.

    Raises:
        ValueError: both given, or not within 1 to 100.
    """
    if first is not None and last is not None:
        raise ValueError("pass either first or last, not both")
    wanted = first if first is not None else last
    if wanted is None:
        return DEFAULT_PAGE
    if not 1 <= wanted <= LARGEST_PAGE:
        raise ValueError(f"first and last must be within 1 and {LARGEST_PAGE}, not {wanted}")
    return wanted
