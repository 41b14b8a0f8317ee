"""Business refusals as values; the schema shows them as userErrors."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """An existing customer that a new one resembles (R-DUP)."""

    customer_id: str
    matched_on: tuple[str, ...]
    score: Decimal

    @property
    def blocking(self) -> bool:
        """Equal tax ids: creating anyway is refused."""
        return "TAX_ID" in self.matched_on


class RefusedError(Exception):
    """A refused write; nothing is written."""

    def __init__(
        self,
        code: str,
        message: str,
        path: tuple[str, ...] = (),
        *,
        state: str = "",
        allowed: tuple[str, ...] = (),
        candidates: tuple[Candidate, ...] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path
        self.state = state
        self.allowed = allowed
        self.candidates = candidates
