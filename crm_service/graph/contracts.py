"""What contracts consist of: the commercial side; the ERP adds what has been called off."""

from typing import Self

import strawberry
from strawberry import ID, Private

from chassis.clock import now
from chassis.scalars import CurrencyCode, DateScalar, DecimalScalar
from crm_service import contracts, records
from crm_service.graph.enums import ContractKind, ContractState
from crm_service.graph.product import Product
from crm_service.graph.shared import Connection, Info, Money, Node, connect
from crm_service.pages import Page


@strawberry.type
class ContractLine:
    """What of one product, or of any, was agreed."""

    id: ID
    target_quantity: DecimalScalar | None
    target_value: Money | None
    agreed_unit_price: Money | None
    sku: Private[str | None]

    @strawberry.field
    async def product(self, info: Info) -> Product | None:
        """Null for a line over any product."""
        return None if self.sku is None else await Product.find(info, self.sku)

    @classmethod
    def of(cls, line: records.ContractLine, currency: str) -> Self:
        """From a record."""
        quantity = line.target_quantity
        return cls(
            id=ID(line.id),
            target_quantity=None if quantity is None else DecimalScalar(quantity),
            target_value=Money.of(line.target_value, currency),
            agreed_unit_price=Money.of_unit(line.agreed_unit_price, currency),
            sku=line.sku,
        )


@strawberry.type
class Agreement(Node):
    """What the entity Contract says of itself; its state is that of today."""

    id: ID
    number: str
    kind: ContractKind
    state: ContractState
    valid_from: DateScalar
    valid_to: DateScalar
    notice_period_days: int
    auto_renew: bool
    lines: list[ContractLine]
    version: int
    customer_id: Private[str]

    @classmethod
    def connection(cls, page: Page) -> Connection[Self]:
        """From a page of states."""
        return connect(page, [cls.of(record) for record in page.records(records.Contract)])

    @classmethod
    async def find(cls, info: Info, contract_id: str | None) -> Self | None:
        """By id; loaded in batches."""
        found = None if contract_id is None else await info.context.contracts.load(contract_id)
        return None if found is None else cls.of(found)

    @classmethod
    def of(cls, record: records.Contract) -> Self:
        """From a record."""
        return cls(
            id=ID(record.id),
            number=record.number,
            kind=ContractKind(record.kind),
            state=ContractState(contracts.state_on(record, now().date())),
            valid_from=DateScalar(record.valid_from),
            valid_to=DateScalar(record.valid_to),
            notice_period_days=record.notice_period_days,
            auto_renew=record.auto_renew,
            lines=[ContractLine.of(line, record.currency) for line in record.lines],
            version=record.version,
            customer_id=record.customer_id,
        )


@strawberry.federation.type(inaccessible=True)
class ContractLineTerms:
    """A contract's line as an order calls it off; ``isOpen``: today it may be called off."""

    line_id: ID
    contract_id: ID
    customer_id: ID
    state: ContractState
    is_open: bool
    sku: ID | None
    currency: CurrencyCode
    unit_price: DecimalScalar | None
    target_quantity: DecimalScalar | None
    target_value: DecimalScalar | None

    @classmethod
    def of(cls, contract: records.Contract, line_id: str) -> Self:
        """From a record."""
        line = next(each for each in contract.lines if each.id == line_id)
        today = now().date()
        return cls(
            line_id=ID(line.id),
            contract_id=ID(contract.id),
            customer_id=ID(contract.customer_id),
            state=ContractState(contracts.state_on(contract, today)),
            is_open=contracts.can_be_called_off(contract, today),
            sku=None if line.sku is None else ID(line.sku),
            currency=CurrencyCode(contract.currency),
            unit_price=_decimal(line.agreed_unit_price),
            target_quantity=_decimal(line.target_quantity),
            target_value=_decimal(line.target_value),
        )


def _decimal(value: object) -> DecimalScalar | None:
    return None if value is None else DecimalScalar(value)  # type: ignore[arg-type]  # a decimal
