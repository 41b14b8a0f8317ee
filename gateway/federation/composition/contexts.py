"""``@fromContext(field: "$name { selection }")``: a context, and what is selected from it."""

from __future__ import annotations

import re
from typing import NamedTuple

from gateway.federation.composition.schema import InputValue, OutputField

_IGNORED = r"(?:[\s,]|#[^\n\r]*)*"
_FIELD = re.compile(rf"{_IGNORED}\${_IGNORED}(?P<name>[A-Za-z_]\w*)(?P<selection>.*)", re.DOTALL)


class ContextField(NamedTuple):
    """The two parts of a ``field:``; the selection is text with its braces."""

    name: str
    selection: str


def read_context_field(text: object) -> ContextField | None:
    """The parts of the argument ``field``; None when one is missing."""
    match = _FIELD.fullmatch(text) if isinstance(text, str) else None
    if match is None or not match["selection"]:
        return None
    return ContextField(match["name"], match["selection"])


def contextual_arguments(field: OutputField) -> dict[str, InputValue]:
    """The arguments that clients do not give."""
    return {name: each for name, each in field.arguments.items() if each.has("fromContext")}
