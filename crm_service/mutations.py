"""Internal mutations of customer lifecycle and quote state: the order process's."""

from enum import Enum

import strawberry
from strawberry import ID

from crm_service import quotes
from crm_service.context import Context
from crm_service.refusals import RefusedError
from crm_service.writing import Transaction, Work

Info = strawberry.Info[Context, None]


@strawberry.enum
class QuoteState(Enum):
    """The states of a quote's revision."""

    DRAFT = "DRAFT"
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    ORDERED = "ORDERED"
    LOST = "LOST"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"


@strawberry.enum
class UserErrorCode(Enum):
    """Why a write was refused."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    NOT_ALLOWED_IN_STATE = "NOT_ALLOWED_IN_STATE"
    DUPLICATE_CUSTOMER = "DUPLICATE_CUSTOMER"
    REVISION_CONFLICT = "REVISION_CONFLICT"
    FIELD_NOT_OWNED = "FIELD_NOT_OWNED"
    EXPIRED = "EXPIRED"
    PERMISSION = "PERMISSION"
    ERASED = "ERASED"


@strawberry.interface
class UserError:
    """A business refusal."""

    code: UserErrorCode
    message: str
    path: list[str] | None


@strawberry.type
class InvalidInput(UserError):  # noqa: N818 - the name in the schema
    """A refusal without more data."""


@strawberry.type
class QuotePayload:
    """The answer of quote mutations."""

    user_errors: list[UserError]


@strawberry.type
class Mutation:
    """Writes."""

    @strawberry.federation.mutation(inaccessible=True)  # type: ignore[untyped-decorator]  # Strawberry leaves it untyped
    async def set_quote_state(
        self,
        info: Info,
        quote_id: ID,
        revision: int,
        state: QuoteState,
        request_id: ID,
        erp_order_number: str | None = None,
    ) -> QuotePayload:
        """Move a quote along the table of states."""

        async def work(transaction: Transaction) -> str:
            return await quotes.set_state(
                transaction, quote_id, revision, state.value, erp_order_number
            )

        return QuotePayload(user_errors=await _run(info, "setQuoteState", work, request_id))


async def _run(info: Info, operation: str, work: Work, request_id: str) -> list[UserError]:
    info.context.require_internal()
    try:
        await info.context.writer.write(operation, work, request_id)
    except RefusedError as refused:
        code = UserErrorCode[refused.code]
        return [InvalidInput(code=code, message=refused.message, path=list(refused.path))]
    return []
