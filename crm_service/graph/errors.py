"""Refusals as ``userErrors``: one interface, a type for each kind of data (domain rule G5)."""

import asyncio
from collections.abc import Sequence
from typing import Self

import strawberry

from chassis.scalars import DecimalScalar
from crm_service import refusals
from crm_service.graph.entities import Customer, Quote
from crm_service.graph.enums import DuplicateMatchKind, SystemOfRecord, UserErrorCode
from crm_service.graph.shared import Info
from crm_service.refusals import Candidate, Refusal, RefusedError


@strawberry.federation.interface(
    description="A business refusal. Match on the concrete type, or only on the code.",
    tags=["partner"],
)
class UserError:
    """A business refusal."""

    code: UserErrorCode
    message: str
    path: list[str] | None = strawberry.field(
        description='Path into the arguments, such as ["input", "lines", "0", "quantity"].'
    )


@strawberry.type
class InvalidInput(UserError):  # noqa: N818 - the name in the schema
    """A refusal without more data."""


@strawberry.type
class NotAllowedInState(UserError):  # noqa: N818 - the name in the schema
    """The state that is, and those in which it would be allowed."""

    state: str
    allowed: list[str]


@strawberry.type
class DuplicateCandidate:
    """An existing customer that a new one resembles."""

    customer: Customer
    matched_on: list[DuplicateMatchKind]
    score: DecimalScalar = strawberry.field(description="1.0 is the same tax id (rule R-DUP).")
    blocking: bool = strawberry.field(
        description="Creating anyway is refused: use the id, or merge the records."
    )

    @classmethod
    async def of_all(cls, info: Info, found: Sequence[Candidate]) -> list[Self]:
        """In the same order; their customers are loaded in one batch."""
        return list(await asyncio.gather(*(cls.of(info, candidate) for candidate in found)))

    @classmethod
    async def of(cls, info: Info, candidate: Candidate) -> Self:
        """With his customer; loaded in batches."""
        customer = await Customer.find(info, candidate.customer_id)
        if customer is None:
            raise AssertionError("match keys belong to a customer")
        return cls(
            customer=customer,
            matched_on=[DuplicateMatchKind(kind) for kind in candidate.matched_on],
            score=DecimalScalar(candidate.score),
            blocking=candidate.blocking,
        )


@strawberry.type
class DuplicateCustomer(UserError):  # noqa: N818 - the name in the schema
    """The new customer may exist already."""

    found: strawberry.Private[tuple[Candidate, ...]]

    @strawberry.field
    async def candidates(self, info: Info) -> list[DuplicateCandidate]:
        """Whom he resembles, best first."""
        return await DuplicateCandidate.of_all(info, self.found)


@strawberry.type
class FieldNotOwned(UserError):  # noqa: N818 - the name in the schema
    """Another system is the master of the field."""

    master: SystemOfRecord


@strawberry.type
class QuoteRevisionConflict(UserError):  # noqa: N818 - the name in the schema
    """The quote is at another revision than the caller believes."""

    expected_revision: int
    current_revision: int
    current: Quote


def show(refused: RefusedError) -> list[UserError]:
    """All reasons of a refused write."""
    return [_show(refusal) for refusal in refused.refusals]


def _show(refusal: Refusal) -> UserError:
    code = UserErrorCode[refusal.code]
    message, path = refusal.message, list(refusal.path)
    match refusal:
        case refusals.StateRefusal(state=state, allowed=allowed):
            return NotAllowedInState(
                code=code, message=message, path=path, state=state, allowed=list(allowed)
            )
        case refusals.DuplicateRefusal(candidates=found):
            return DuplicateCustomer(code=code, message=message, path=path, found=found)
        case refusals.OwnerRefusal(master=master):
            return FieldNotOwned(
                code=code, message=message, path=path, master=SystemOfRecord[master]
            )
        case refusals.RevisionRefusal(expected=expected, current=current):
            return QuoteRevisionConflict(
                code=code,
                message=message,
                path=path,
                expected_revision=expected,
                current_revision=current.revision,
                current=Quote.of(current),
            )
        case _:
            return InvalidInput(code=code, message=message, path=path)
