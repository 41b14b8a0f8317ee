"""What an invoice of a part costs, so that the parts sum to the order's totals exactly. Pure.

A line's invoices sum to its net by cumulation: each bills the rounded value up to now less what
was billed before. Taxes cumulate in the same way per rate (R-PRC-3).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from erp_service.availability.pool import ZERO
from erp_service.pricing.rounding import round_amount
from erp_service.sales_orders.record import Line, SalesOrder


@dataclass(frozen=True, slots=True)
class Bill:
    """The order once it is billed, and what this invoice adds."""

    order: SalesOrder
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """Net and tax."""
        return self.net + self.tax


def bill_shipped(order: SalesOrder, rates: Mapping[str, Decimal]) -> Bill | None:
    """Bill all that is shipped and not billed yet; None where there is nothing."""
    lines = tuple(_billed(line, order.currency) for line in order.lines)
    if lines == order.lines:
        return None
    net = _sum(lines) - _sum(order.lines)
    tax = _tax(lines, rates, order.currency) - _tax(order.lines, rates, order.currency)
    gross = order.invoiced_gross + net + tax
    return Bill(replace(order, lines=lines, invoiced_gross=gross), net, tax)


def _billed(line: Line, currency: str) -> Line:
    quantities = line.quantities
    if quantities.shipped == quantities.invoiced:
        return line
    value = round_amount(line.net_amount * quantities.shipped / quantities.net, currency)
    quantities = replace(quantities, invoiced=quantities.shipped)
    return replace(line, quantities=quantities, invoiced_net=value)


def _sum(lines: tuple[Line, ...]) -> Decimal:
    return sum((line.invoiced_net for line in lines), ZERO)


def _tax(lines: tuple[Line, ...], rates: Mapping[str, Decimal], currency: str) -> Decimal:
    basis: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        basis[rates[line.tax_category]] += line.invoiced_net
    taxes = (round_amount(amount * rate / 100, currency) for rate, amount in basis.items())
    return sum(taxes, ZERO)
