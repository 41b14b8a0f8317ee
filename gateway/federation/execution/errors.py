"""The errors of an answer (GraphQL specification, section 7.1.2): values, never raised.

Two kinds: what a subgraph reported, passed on under the path in the client's names, and what the
gateway found itself: a subgraph that gave no usable reply, or a value that the schema forbids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

ErrorPath = tuple[str | int, ...]

DOWNSTREAM: Final = "DOWNSTREAM_SERVICE_ERROR"
INVALID_REPLY: Final = "DOWNSTREAM_INVALID_REPLY"
UNEXPECTED_NULL: Final = "UNEXPECTED_NULL"
FORBIDDEN: Final = "UNAUTHORIZED_FIELD_OR_TYPE"
INVALID_VALUE: Final = "DOWNSTREAM_INVALID_VALUE"

MASKED: Final = "A part of the answer could not be fetched."


class ResponseError(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of the answer's ``errors``.

    Locations are not passed on: they would point into the text sent to the subgraph.
    """

    message: str
    path: ErrorPath | UnsetType = UNSET
    extensions: Mapping[str, Any] | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """A subgraph gave no usable reply.

    Attributes:
        message: for the client; names no address.
        code: stable, in the error's ``extensions``.
        extensions: of a subgraph's own error that stands for the failure.
    """

    message: str
    code: str = DOWNSTREAM
    extensions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ErrorPolicy:
    """What errors that come from subgraphs tell the client.

    Attributes:
        tells_internals: the subgraph's name, its own words and all its extensions. Without them
            the client learns the path and the code: enough to act on, nothing to look inside by.
    """

    tells_internals: bool = True

    def error(self, failure: FetchFailure, subgraph: str, path: ErrorPath | None) -> ResponseError:
        """The entry for a failure, or for a subgraph's own error, at a path."""
        where: ErrorPath | UnsetType = UNSET if path is None else path
        code = failure.extensions.get("code", failure.code)
        if not self.tells_internals:
            return ResponseError(MASKED, where, {"code": code})
        extensions = {**failure.extensions, "code": code, "subgraph": subgraph}
        return ResponseError(failure.message, where, extensions)
