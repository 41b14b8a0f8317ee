"""What was read of one order or one customer on both sides, as frozen values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gateway.orders.participants import erp_partner
from gateway.orders.projection import tax_total

Document = dict[str, Any]
SUFFIX = "~"
COPIED = ("kind", "name", "tax_id", "country", "street", "postal_code", "city", "email", "phone")


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of the CRM, as far as orders hang on him."""

    id: str
    lifecycle: str
    merged_into: str | None

    @classmethod
    def of(cls, customer: Document) -> "Person":
        """From the CRM's customer."""
        survivor = customer["merged_into"]
        return cls(customer["id"], customer["lifecycle"], survivor and survivor["id"])


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts of one currency; None is not priced yet."""

    net: Decimal | None
    tax: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The current revision of an order's quote in the CRM."""

    id: str
    revision: int
    state: str
    customer: Person
    totals: Totals

    @classmethod
    def new(cls, quote_id: str, customer: Document, currency: str) -> "Quote":
        """One that was just captured, and is not priced yet."""
        person = Person(customer["id"], customer["lifecycle"], None)
        return cls(quote_id, 1, "ACCEPTED", person, Totals(None, None, currency))

    @classmethod
    def of(cls, quote: Document) -> "Quote":
        """From the CRM's quote."""
        net, tax = (quote[name] and Decimal(quote[name]["amount"]) for name in _TOTALS)
        totals = Totals(net, tax, quote["currency"])
        return cls(
            quote["id"], quote["revision"], quote["state"], Person.of(quote["customer"]), totals
        )


@dataclass(frozen=True, slots=True)
class SalesOrder:
    """An order of the ERP."""

    id: str
    number: str
    reference: str
    revision: int
    status: str
    customer_id: str
    totals: Totals
    has_shipped: bool
    is_blocked: bool

    @classmethod
    def of(cls, sales_order: Document) -> "SalesOrder":
        """From the ERP's order."""
        net = sales_order["net_total"]
        tax = Decimal(tax_total(sales_order)["amount"])
        return cls(
            id=sales_order["id"],
            number=sales_order["number"],
            reference=sales_order["external_reference"],
            revision=sales_order["revision"],
            status=sales_order["status"],
            customer_id=sales_order["customer_id"],
            totals=Totals(Decimal(net["amount"]), tax, net["currency"]),
            has_shipped=any(Decimal(line["shipped_quantity"]) for line in sales_order["lines"]),
            is_blocked=sales_order["delivery_block"],
        )

    @property
    def order_id(self) -> str:
        """Whose order it is: a second one of an order has its reference with a suffix."""
        return self.reference.split(SUFFIX)[0]

    @property
    def is_double(self) -> bool:
        """Whether its reference has the suffix of a second one."""
        return SUFFIX in self.reference


@dataclass(frozen=True, slots=True)
class ProcessOrder:
    """What the process itself knows of an order; ``updated_at`` moves with every change."""

    id: str
    revision: int
    quote_id: str | None
    sales_order_id: str | None
    updated_at: str

    @classmethod
    def of(cls, document: Document) -> "ProcessOrder":
        """From the order's document."""
        names = ("id", "revision", "quote_id", "sales_order_id", "updated_at")
        return cls(*(document[name] for name in names))


@dataclass(frozen=True, slots=True)
class OrderPair:
    """One order on all sides.

    Attributes:
        doubles: further orders of the ERP for the same one.
        people: the customers that it names on either side, by id; unknown ones are missing.
    """

    order_id: str
    order: ProcessOrder | None
    quote: Quote | None
    sales_order: SalesOrder | None
    doubles: tuple[SalesOrder, ...] = ()
    people: Mapping[str, Person] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CustomerPair:
    """One customer's copied fields: as the CRM would tell them, and as the ERP has them.

    Attributes:
        lifecycle: None when the CRM does not know him.
        is_told: whether the ERP was ever told; what is null before was never copied.
    """

    customer_id: str
    lifecycle: str | None
    crm_version: int
    erp_version: int
    crm: Mapping[str, str | None]
    erp: Mapping[str, str | None]
    is_told: bool
    is_erased: bool

    @classmethod
    def of(cls, customer_id: str, customer: Document | None, partner: Document) -> "CustomerPair":
        """From both systems' answers."""
        told = {} if customer is None or not customer["addresses"] else _told(customer)
        return cls(
            customer_id=customer_id,
            lifecycle=None if customer is None else customer["lifecycle"],
            crm_version=0 if customer is None else customer["version"],
            erp_version=partner["version"],
            crm={name: told[name] for name in COPIED if name in told},
            erp={name: partner[name] for name in COPIED},
            is_told=partner["version"] > 0,
            is_erased=partner["is_erased"],
        )


def _told(customer: Document) -> Document:
    return erp_partner(customer["id"], customer, "")


_TOTALS = ("net_total", "tax_total")
