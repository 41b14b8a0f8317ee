"""Business refusals as values; the schema shows them as userErrors."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_service.records import Quote


@dataclass(frozen=True, slots=True)
class Candidate:
    """An existing customer that a new one resembles (R-DUP)."""

    customer_id: str
    matched_on: tuple[str, ...]
    score: Decimal

    @property
    def blocking(self) -> bool:
        """Equal tax ids, or a partner's own reference: creating anyway is refused."""
        return not {"TAX_ID", "PARTNER_REFERENCE"}.isdisjoint(self.matched_on)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason.

    Attributes:
        code: a UserErrorCode of the schema.
        path: into the mutation's arguments.
    """

    code: str
    message: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StateRefusal(Refusal):
    """NOT_ALLOWED_IN_STATE: the state that is, and those in which it would be allowed."""

    state: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DuplicateRefusal(Refusal):
    """DUPLICATE_CUSTOMER: whom the new one resembles, best first."""

    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnerRefusal(Refusal):
    """FIELD_NOT_OWNED: another system is the field's master (rule M0)."""

    master: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRefusal(Refusal):
    """REVISION_CONFLICT: what the caller expected, and what is."""

    expected: int
    current: Quote


class RefusedError(Exception):
    """A refused write with all its reasons; nothing is written."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(refusal.message for refusal in refusals))
        self.refusals = refusals


def refuse_if_any(refusals: Sequence[Refusal]) -> None:
    """Raise what was found.

    Raises:
        RefusedError: with all of them.
    """
    if refusals:
        raise RefusedError(*refusals)
