"""Customers' financial side: terms and credit."""

from enum import Enum
from typing import Self

import strawberry

from chassis.clock import now
from chassis.scalars import CurrencyCode, DateTimeScalar, DecimalScalar
from erp_service.graph.common import Money, quantity
from erp_service.graph.context import Info
from erp_service.graph.warehouses import PriceList
from erp_service.store import items
from erp_service.store.partners import Partner
from erp_service.terms.credit import Terms


@strawberry.enum
class CustomerClass(Enum):
    """Which row of the terms table applies."""

    NEW = "NEW"
    STANDARD = "STANDARD"
    KEY_ACCOUNT = "KEY_ACCOUNT"
    PARTNER = "PARTNER"


@strawberry.enum
class PaymentTermsCode(Enum):
    """When to pay."""

    PREPAYMENT = "PREPAYMENT"
    PREPAYMENT_PARTIAL = "PREPAYMENT_PARTIAL"
    NET7 = "NET7"
    NET14 = "NET14"
    NET30 = "NET30"
    CASH_ON_DELIVERY = "CASH_ON_DELIVERY"


@strawberry.enum
class TaxTreatment(Enum):
    """Which tax rules apply."""

    DOMESTIC = "DOMESTIC"
    INTRA_EU_B2C = "INTRA_EU_B2C"
    INTRA_EU_REVERSE_CHARGE = "INTRA_EU_REVERSE_CHARGE"
    EXPORT = "EXPORT"
    EXEMPT = "EXEMPT"


@strawberry.type
class TierDiscount:
    """A discount from a quantity of one line on."""

    min_quantity: DecimalScalar
    discount_percent: DecimalScalar


@strawberry.type
class CustomerTerms:
    """The terms of the next order; ``prepaymentPercent`` is of the gross total."""

    class_: CustomerClass = strawberry.field(name="class")
    payment_terms: PaymentTermsCode
    prepayment_percent: DecimalScalar
    price_list: PriceList
    currency: CurrencyCode
    tax_treatment: TaxTreatment
    tier_discounts: list[TierDiscount]
    incoterms: str | None

    @classmethod
    def of(cls, terms: Terms, price_list: items.PriceList, treatment: str) -> Self:
        """From a buyer's terms and his price list."""
        return cls(
            class_=CustomerClass(terms.customer_class),
            payment_terms=PaymentTermsCode(terms.payment_terms),
            prepayment_percent=quantity(terms.prepayment_percent),
            price_list=PriceList.of(price_list),
            currency=CurrencyCode(price_list.currency),
            tax_treatment=TaxTreatment(treatment),
            tier_discounts=[
                TierDiscount(
                    min_quantity=quantity(tier.minimum), discount_percent=quantity(tier.percent)
                )
                for tier in price_list.tiers
            ],
            incoterms=None,
        )


@strawberry.type
class CreditPosition:
    """What is open, in the price list's currency; no limit is null."""

    limit: Money | None
    exposure: Money
    open_orders: Money
    open_invoices: Money
    overdue_invoices: Money
    as_of: DateTimeScalar


@strawberry.type
class ErpPartner:
    """A customer as the ERP has him; ``version`` is the last one of the CRM applied here."""

    partner: strawberry.Private[Partner]
    number: str
    credit: CreditPosition
    email: str | None
    phone: str | None
    order_block: bool
    delivery_block: bool
    billing_block: bool
    version: int

    @strawberry.field
    def terms(self, info: Info) -> CustomerTerms:
        """Confirmed terms; taxed as for a delivery to his own address."""
        origin = info.context.master_data.company.country
        buyer = self.partner.buyer
        treatment = buyer.tax.treatment(origin, buyer.tax.country or origin)
        return CustomerTerms.of(buyer.terms, self.partner.price_list, treatment)

    @classmethod
    def of(cls, partner: Partner) -> Self:
        """From a row's value."""
        buyer = partner.buyer
        return cls(
            partner=partner,
            number=partner.number,
            credit=_credit(partner),
            email=partner.email,
            phone=partner.phone,
            order_block=buyer.order_block,
            delivery_block=buyer.delivery_block,
            billing_block=partner.billing_block,
            version=partner.version,
        )


def _credit(partner: Partner) -> CreditPosition:
    position, limit = partner.buyer.position, partner.buyer.terms.limit
    currency = partner.price_list.currency
    return CreditPosition(
        limit=None if limit is None else Money.of(limit, currency),
        exposure=Money.of(position.exposure, currency),
        open_orders=Money.of(position.open_orders, currency),
        open_invoices=Money.of(position.open_invoices, currency),
        overdue_invoices=Money.of(position.overdue_invoices, currency),
        as_of=DateTimeScalar(now()),
    )


@strawberry.federation.type(keys=["id"])
class Customer:
    """The ERP's side of a customer; ``erpPartner`` is null while there is none."""

    id: strawberry.ID

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> Self:  # noqa: A002 - the key's name
        """From its key."""
        return cls(id=id)

    @strawberry.field
    async def erp_partner(self, info: Info) -> ErpPartner | None:
        """Loaded in batches."""
        found = await info.context.partners.load(self.id)
        return None if found is None else ErpPartner.of(found)
