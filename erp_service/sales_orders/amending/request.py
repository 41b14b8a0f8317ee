"""What an amendment asks for, as plain values: the ErpSalesOrderChangeInput of the schema."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from erp_service.availability.supply import Agreed
from erp_service.sales_orders.request import ContractTerms, ShipTo


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line as it shall be; an unknown ``line_id`` adds it.

    Attributes:
        contract: of an added line; a known one keeps its own, a replaced product has none.
        quantity: the whole line without what was cancelled; 0 removes it.
        requested_delivery_date: None stays; an added line takes the header's.
        agreed: the schedule of the whole line, if one was agreed with the customer.
    """

    line_id: str
    sku: str
    quantity: Decimal
    unit: str | None
    requested_delivery_date: date | None
    agreed: tuple[Agreed, ...] | None
    contract: ContractTerms | None = None


@dataclass(frozen=True, slots=True)
class OrderChange:
    """``lines`` are only those that change; None in a header field means that it stays."""

    external_reference: str
    expected_revision: int
    new_revision: int
    lines: tuple[LineChange, ...]
    requested_delivery_date: date | None
    ship_to: ShipTo | None
    customer_reference: str | None
    hold_id: str | None
