"""Refused requests: what is wrong, and where in the input."""

from decimal import Decimal
from typing import Self

import msgspec


class Refusal(msgspec.Struct, frozen=True):
    """One user error.

    Attributes:
        code: a member of the schema's UserErrorCode.
        path: steps into the input, list positions as text.
        current_revision: with REVISION_CONFLICT.
        line_id: the line that cannot be changed so, with its status and the least quantity that
            must remain of it.
    """

    code: str
    message: str
    path: tuple[str, ...] = ()
    current_revision: int | None = None
    line_id: str | None = None
    line_status: str | None = None
    minimum_quantity: Decimal | None = None


class RefusedError(Exception):
    """The request is refused. Raised before the first write of a transaction, never after it."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(each.message for each in refusals))
        self.refusals = refusals

    @classmethod
    def of(cls, code: str, message: str, *path: str) -> Self:
        """With one refusal."""
        return cls(Refusal(code, message, path))
