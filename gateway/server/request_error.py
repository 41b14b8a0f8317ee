"""A request error (GraphQL specification, section 7.1.2): nothing was executed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError


class RequestRefusedError(Exception):
    """A request error: nothing was executed.

    Attributes:
        errors: as they stand in the answer.
    """

    def __init__(self, *errors: Mapping[str, Any]) -> None:
        super().__init__("; ".join(str(error["message"]) for error in errors))
        self.errors = errors

    @classmethod
    def because(cls, message: str, code: str) -> RequestRefusedError:
        """One error without a location."""
        return cls({"message": message, "extensions": {"code": code}})


def located_refusal(errors: Sequence[GraphQLError], code: str) -> RequestRefusedError:
    """Errors with their places in the document, all under one code."""
    return RequestRefusedError(
        *({**error.formatted, "extensions": {"code": code}} for error in errors)
    )
