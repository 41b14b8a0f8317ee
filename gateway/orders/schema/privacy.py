"""Requests of persons about their data."""

from typing import Any

import strawberry

from chassis.scalars import DateScalar
from gateway.orders.schema.enums import PrivacyRequestKind, PrivacyRequestState, System
from gateway.orders.schema.values import Node, UserError


@strawberry.federation.type
class RetainedRecord:
    """So many records of a kind that stay, by law and until a day."""

    entity_type: str
    count: int
    legal_basis: str
    blocked_until: DateScalar


@strawberry.federation.type
class PrivacyStep:
    """One system's part, with what it keeps under a retention duty."""

    system: System
    state: PrivacyRequestState
    retained: list[RetainedRecord]


@strawberry.federation.type(keys=["id"])
class PrivacyRequest(Node):
    """An export or an erasure; ``downloadUrl`` is a path of this gateway, valid for seven days."""

    kind: PrivacyRequestKind
    customer_id: strawberry.ID
    state: PrivacyRequestState
    steps: list[PrivacyStep]
    download_url: str | None
    due_by: DateScalar

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Requests are documents with steps."""
        del info
        return isinstance(value, dict) and "steps" in value

    @classmethod
    async def resolve_reference(cls, info: strawberry.Info, id: strawberry.ID) -> Any:  # noqa: A002 - the key field
        """By id."""
        return await info.context.privacy_request(id)


@strawberry.federation.type
class PrivacyPayload:
    """The request, and why it was refused if it was."""

    request: PrivacyRequest | None
    user_errors: list[UserError]
