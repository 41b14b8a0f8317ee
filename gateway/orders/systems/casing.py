"""Names on the wire are camelCase, names in the process snake_case: converted at this one rim."""

import re
from typing import Any

_CAPITAL = re.compile(r"([A-Z])")
# Inside a word only: ``__typename`` is the same on both sides.
_UNDERSCORE = re.compile(r"(?<=[a-z0-9])_([a-z])")


def to_snake(value: Any) -> Any:
    """Plain JSON value with all keys in snake case."""
    if isinstance(value, dict):
        return {_CAPITAL.sub(_lower, key): to_snake(item) for key, item in value.items()}
    return [to_snake(item) for item in value] if isinstance(value, list) else value


def to_camel(value: Any) -> Any:
    """Plain JSON value with all keys in camel case."""
    if isinstance(value, dict):
        return {_UNDERSCORE.sub(_upper, key): to_camel(item) for key, item in value.items()}
    return [to_camel(item) for item in value] if isinstance(value, list) else value


def _lower(match: re.Match[str]) -> str:
    return f"_{match[1].lower()}"


def _upper(match: re.Match[str]) -> str:
    return match[1].upper()
