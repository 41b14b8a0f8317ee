"""Types that the whole schema uses. Amounts, prices and quantities leave as exact text."""

from decimal import Decimal
from enum import Enum
from typing import Self, cast

import strawberry

from chassis.decimals import show_amount, show_decimal, show_quantity
from chassis.scalars import CurrencyCode, DecimalScalar
from erp_service.refusals import Refusal


def quantity(value: Decimal) -> DecimalScalar:
    """Without trailing zeros."""
    return cast("DecimalScalar", show_quantity(value))


@strawberry.federation.type(shareable=True, tags=["partner"])
class Money:
    """An amount in a currency."""

    amount: DecimalScalar
    currency: CurrencyCode

    @classmethod
    def of(cls, value: Decimal, currency: str) -> Self:
        """An amount, with the currency's minor digits."""
        shown = cast("DecimalScalar", show_amount(value, currency))
        return cls(amount=shown, currency=CurrencyCode(currency))

    @classmethod
    def of_unit(cls, value: Decimal, currency: str) -> Self:
        """A unit price, as stored."""
        shown = cast("DecimalScalar", show_decimal(value))
        return cls(amount=shown, currency=CurrencyCode(currency))


@strawberry.federation.type(shareable=True, tags=["partner"])
class PageInfo:
    """Relay's page information."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.interface
class Node:
    """An object with a global id."""

    id: strawberry.ID


@strawberry.enum
class UserErrorCode(Enum):
    """Why a request was refused."""

    NOT_FOUND = "NOT_FOUND"
    REVISION_CONFLICT = "REVISION_CONFLICT"
    NOT_ALLOWED_IN_STATE = "NOT_ALLOWED_IN_STATE"
    INSUFFICIENT_AVAILABILITY = "INSUFFICIENT_AVAILABILITY"
    CREDIT_LIMIT = "CREDIT_LIMIT"
    INCOMPLETE = "INCOMPLETE"
    DUPLICATE_REFERENCE = "DUPLICATE_REFERENCE"
    INVALID = "INVALID"
    FIELD_NOT_OWNED = "FIELD_NOT_OWNED"
    LOCKED = "LOCKED"


@strawberry.federation.interface(tags=["partner"])
class UserError:
    """A business refusal; ``path`` leads into the input."""

    code: UserErrorCode
    message: str
    path: list[str] | None


@strawberry.type
class ErpRefusal(UserError):  # noqa: N818 - the name in the schema
    """A refusal of the ERP; ``master`` names the system that owns a field.

    A line that cannot be changed so is named with its status and what must remain of it.
    """

    current_revision: int | None
    master: str | None
    line_id: strawberry.ID | None
    line_status: str | None
    minimum_quantity: DecimalScalar | None

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        """From a refused request."""
        line_id, minimum = refusal.line_id, refusal.minimum_quantity
        return cls(
            code=UserErrorCode(refusal.code),
            message=refusal.message,
            path=list(refusal.path) or None,
            current_revision=refusal.current_revision,
            master=None,
            line_id=None if line_id is None else strawberry.ID(line_id),
            line_status=refusal.line_status,
            minimum_quantity=None if minimum is None else quantity(minimum),
        )


def user_errors(refusals: tuple[Refusal, ...]) -> list[UserError]:
    """As the payloads show them."""
    return [ErpRefusal.of(each) for each in refusals]
