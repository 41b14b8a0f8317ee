"""The small types of the process subgraph, and what it refers to in the others."""

from typing import Any, cast

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from chassis.scalars import (
    CountryCode,
    CurrencyCode,
    DateTimeScalar,
    DecimalScalar,
)
from gateway.orders.schema.enums import (
    ActorKind,
    System,
    UserErrorCode,
)


@strawberry.federation.type(shareable=True, tags=["partner"])
class Money:
    """``Money`` of the schema file."""

    amount: DecimalScalar
    currency: CurrencyCode


@strawberry.federation.type(shareable=True, tags=["partner"])
class PageInfo:
    """``PageInfo`` of the schema file."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.federation.type(tags=["partner"])
class OrderShipTo:
    """``OrderShipTo`` of the schema file."""

    street: str | None
    house_number: str | None
    postal_code: str | None
    city: str | None
    country: CountryCode
    time_zone: str


@strawberry.federation.type()
class SystemSync:
    """``SystemSync`` of the schema file."""

    system: System
    available: bool
    external_id: str | None
    external_version: int | None
    as_of: DateTimeScalar | None
    stale: bool
    last_error: str | None


@strawberry.federation.type(tags=["partner"])
class CheckTax:
    """``CheckTax`` of the schema file."""

    category: str
    rate: DecimalScalar
    basis: Money
    amount: Money


@strawberry.federation.type(tags=["partner"])
class TermsSummary:
    """``TermsSummary`` of the schema file."""

    customer_class: str
    payment_terms: str
    prepayment_percent: DecimalScalar
    prepayment_due: Money
    credit_limit: Money | None
    credit_exposure_after: Money | None
    price_list: str
    tax_treatment: str
    tier_discounts: "list[TierDiscountInfo]"


@strawberry.federation.type(tags=["partner"])
class TierDiscountInfo:
    """``TierDiscountInfo`` of the schema file."""

    min_quantity: DecimalScalar
    discount_percent: DecimalScalar


@strawberry.federation.type(tags=["partner"])
class FieldChange:
    """``FieldChange`` of the schema file."""

    path: str
    before: str | None
    after: str | None


@strawberry.federation.type()
class DuplicateMatch:
    """``DuplicateMatch`` of the schema file."""

    customer_id: strawberry.ID
    matched_on: list[str]
    score: DecimalScalar
    blocking: bool


@strawberry.federation.interface
class Node:
    """Whatever has an id."""

    id: strawberry.ID


@strawberry.federation.interface(tags=["partner"])
class UserError:
    """A refused request (domain G5)."""

    code: UserErrorCode
    message: str
    path: list[str] | None

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Told by the error document's kind."""
        del info
        return bool(value["kind"] == cls.__name__)


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class Quote:
    """The CRM's."""

    id: strawberry.ID


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class SalesOrder:
    """The ERP's."""

    id: strawberry.ID


@strawberry.federation.type(keys=[Key(fields=FieldSet("sku"), resolvable=False)])
class Product:
    """Catalogue and item are the other systems'."""

    sku: strawberry.ID


@strawberry.federation.type(keys=[Key(fields=FieldSet("code"), resolvable=False)])
class Warehouse:
    """The ERP's."""

    code: strawberry.ID


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class StaffMember:
    """The CRM's."""

    id: strawberry.ID


@strawberry.federation.type
class Actor:
    """Who did it."""

    kind: ActorKind
    client_id: str

    @strawberry.field
    def staff(self: Any) -> StaffMember | None:
        """Set for staff."""
        return cast(
            "StaffMember | None", reference("id", self["id"]) if self["kind"] == "STAFF" else None
        )

    @strawberry.field
    def partner_id(self: Any) -> strawberry.ID | None:
        """Set for partners."""
        return cast("strawberry.ID | None", self["partner_id"])


def reference(name: str, value: Any) -> Any:
    """An entity of another subgraph by its key, or nothing."""
    return None if value is None else {name: value}
