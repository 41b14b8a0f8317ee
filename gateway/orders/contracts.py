"""Lines of orders that call off contracts: which terms of the CRM they take to the ERP. Pure.

The terms are noted in the order's document when it is planned: a run from the start sends the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gateway.orders.refusals import RefusedError
from gateway.orders.requests import refuse

Document = dict[str, Any]
KEPT = ("contract_id", "unit_price", "target_quantity", "target_value")


def called(wanted: Sequence[Document]) -> list[str]:
    """The contract lines that the lines of an input name."""
    ids = (line.get("contract_line_id") for line in wanted)
    return list(dict.fromkeys(each for each in ids if each))


def attach(
    lines: Sequence[Document],
    wanted: Sequence[Document],
    found: Mapping[str, Document],
    customer_id: str,
    place: str = "lines",
) -> None:
    """Give each line the terms that it calls off; ``wanted`` are the input's lines at ``place``.

    Raises:
        RefusedError: NOT_FOUND, NOT_ALLOWED_IN_STATE, INVALID, with all reasons.
    """
    errors = list(_errors(wanted, found, customer_id, place))
    if errors:
        raise RefusedError(*errors)
    for line, each in zip(lines, wanted, strict=True):
        if each.get("contract_line_id"):
            line["contract"] = found[each["contract_line_id"]]


def erp_terms(line: Document) -> Document:
    """A line's contract in the ERP's ErpSalesOrderLineInput; nothing for another product."""
    terms = line.get("contract")
    if terms is None or terms["sku"] not in (None, line["sku"]):
        return {}
    contract = {name: terms[name] for name in KEPT}
    return {"contract_line_id": terms["line_id"], "contract": contract}


def require_currency(lines: Sequence[Document], currency: str) -> None:
    """An agreed price counts in its own currency only.

    Raises:
        RefusedError: INVALID.
    """
    for index, line in enumerate(lines):
        terms = line.get("contract")
        if terms is not None and terms["currency"] != currency:
            message = f"the contract is in {terms['currency']}, the order in {currency}"
            raise RefusedError(_refuse("INVALID", message, "lines", index))


def _errors(
    wanted: Sequence[Document], found: Mapping[str, Document], customer_id: str, place: str
) -> Iterator[Document]:
    for index, line in enumerate(wanted):
        line_id = line.get("contract_line_id")
        terms = found.get(line_id) if line_id else None
        if line_id and (terms is None or terms["customer_id"] != customer_id):
            message = f"the customer has no contract line {line_id}; read his contracts"
            yield _refuse("NOT_FOUND", message, place, index)
        elif terms is not None and not terms["is_open"]:
            message = f"contract {terms['contract_id']} is {terms['state']} or not valid yet"
            yield _refuse("NOT_ALLOWED_IN_STATE", message, place, index)
        elif terms is not None and terms["sku"] not in (None, line["sku"]):
            message = f"contract line {line_id} is about {terms['sku']}, not {line['sku']}"
            yield _refuse("INVALID", message, place, index)


def _refuse(code: str, message: str, place: str, index: int) -> Document:
    return refuse(code, message, place, str(index), "contractLineId")
