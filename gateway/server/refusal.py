"""What is refused before it is a GraphQL request: by HTTP status, whatever the client accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

_NO_HEADERS: Final[Mapping[bytes, bytes]] = {}


class RefusedRequestError(Exception):
    """A request that is no GraphQL request; answered with ``status`` whatever is accepted.

    Attributes:
        code: stable, in the error's ``extensions``.
        headers: go with the answer.
    """

    def __init__(
        self,
        status: int,
        message: str,
        code: str = "BAD_REQUEST",
        headers: Mapping[bytes, bytes] = _NO_HEADERS,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers

    @property
    def body(self) -> bytes:
        """The answer in JSON."""
        return refusal_body(str(self), self.code)


def refusal_body(message: str, code: str) -> bytes:
    """One error without data, in JSON."""
    return msgspec.json.encode({"errors": [{"message": message, "extensions": {"code": code}}]})


def not_allowed(method: str, allowed: str) -> RefusedRequestError:
    """405, which must name what is allowed (RFC 9110, section 15.5.6)."""
    return RefusedRequestError(
        405,
        f"{method} is not answered here; send the operation by {allowed.replace(', ', ' or ')}",
        "METHOD_NOT_ALLOWED",
        {b"allow": allowed.encode()},
    )
