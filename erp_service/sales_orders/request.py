"""What the order process asks for, as plain values: the ErpSalesOrderInput of the schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from erp_service.availability.promise import DeliveryPolicy
from erp_service.availability.supply import Agreed
from erp_service.terms.buyer import TaxFacts


@dataclass(frozen=True, slots=True)
class ShipTo:
    """The address to deliver to; dates are days of ``time_zone``."""

    country: str
    time_zone: str
    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = None
    city: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What a parcel needs beside what was told of the address (section 2.2, decision 021).

        Of a place alone (a country, perhaps a city or a postal code) no address was begun.
        """
        street, number, code, city = map(
            _told, (self.street, self.house_number, self.postal_code, self.city)
        )
        where = () if code or city else ("shipTo.postalCode", "shipTo.city")
        if street:
            return where
        return ("shipTo.street", *where) if number else ()


def _told(text: str | None) -> bool:
    return bool((text or "").strip())


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """The line of a contract that is called off, as the CRM agreed it; None sets no target.

    Without ``contract_id`` the request is refused: the ERP knows no contracts of its own.
    """

    line_id: str
    contract_id: str = ""
    unit_price: Decimal | None = None
    target_quantity: Decimal | None = None
    target_value: Decimal | None = None


def unit_price(contract: ContractTerms | None, listed: Decimal) -> tuple[Decimal, str]:
    """The price of a base unit and its kind (R-PRC-1)."""
    if contract is None or contract.unit_price is None:
        return listed, "LIST_PRICE"
    return contract.unit_price, "CONTRACT_PRICE"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A wanted line; ``agreed`` is the schedule promised to the customer, if any was."""

    line_id: str
    sku: str
    quantity: Decimal
    unit: str | None
    requested_delivery_date: date
    agreed: tuple[Agreed, ...] | None
    contract: ContractTerms | None = None

    def price_of(self, sku: str, prices: Mapping[str, Decimal]) -> tuple[Decimal, str]:
        """Unit price and its kind: the contract's before the list's, for its own item only."""
        return unit_price(self.contract if sku == self.sku else None, prices[sku])


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """One order of one customer; ``header_discount`` is an amount."""

    external_reference: str
    revision: int
    request_id: str
    customer_id: str
    customer_reference: str | None
    requested_delivery_date: date
    policy: DeliveryPolicy
    currency: str | None
    pricing_date: date | None
    hold_id: str | None
    header_discount: Decimal
    ship_to: ShipTo
    lines: tuple[RequestLine, ...]

    @property
    def quantities(self) -> dict[str, Decimal]:
        """By line id."""
        return {line.line_id: line.quantity for line in self.lines}

    @property
    def contracts(self) -> tuple[ContractTerms | None, ...]:
        """The terms that the lines call off."""
        return tuple(line.contract for line in self.lines)


@dataclass(frozen=True, slots=True)
class Prospect:
    """Facts about a customer who need not be a partner yet."""

    kind: str
    tax_id: str | None
    country: str

    @property
    def tax_facts(self) -> TaxFacts:
        """For the tax rules."""
        return TaxFacts(self.kind, self.tax_id, self.country)
