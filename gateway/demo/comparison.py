"""The same order read from the CRM and from the ERP, each asked directly, and compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from gateway.demo.operations import ORDER_IN_THE_ERP, QUOTE_IN_THE_CRM
from gateway.endpoint import JSON, Endpoint

Quantities = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Quantities by SKU."""

    crm: Quantities
    erp: Quantities

    @property
    def is_equal(self) -> bool:
        """Whether both systems have the same lines; two empty orders agree on nothing."""
        return self.crm == self.erp and bool(self.crm)


async def compare(crm: Endpoint, erp: Endpoint, unified: JSON) -> Comparison:
    """Ask both systems for what the unified order points to.

    Raises:
        InputError: one of them does not answer.
    """
    quote, sales_order = unified["quote"], unified["salesOrder"]
    in_crm, in_erp = None, None
    if quote is not None:
        in_crm = (await crm.ask(QUOTE_IN_THE_CRM, {"id": quote["id"]}))["quote"]
    if sales_order is not None:
        answer = await erp.ask(ORDER_IN_THE_ERP, {"number": sales_order["number"]})
        in_erp = answer["salesOrderByNumber"]
    return Comparison(
        _sum((line["product"]["sku"], line["quantity"]) for line in _lines(in_crm)),
        _sum((line["sku"], line["orderedQuantity"]) for line in _lines(in_erp)),
    )


def _lines(document: JSON | None) -> list[JSON]:
    return [] if document is None else document["lines"]


def _sum(lines: Iterable[tuple[str, str]]) -> Quantities:
    found: Quantities = {}
    for sku, quantity in lines:
        found[sku] = found.get(sku, Decimal(0)) + Decimal(quantity)
    return found
