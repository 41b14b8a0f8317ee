"""From what was agreed to a contract's record; refused with all reasons. Pure."""

from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal

from chassis.identifiers import new_id
from crm_service.graph.customer_entry import LIVING
from crm_service.graph.inputs import ContractLineInput, CreateContractInput
from crm_service.records import Contract, ContractLine, Customer
from crm_service.refusals import Refusal, StateRefusal, refuse_if_any

MOST_LINES = 500
DEFAULT_CURRENCY = "EUR"
PRICE_DIGITS = 4
# What a line of a kind must have: the field of the input, and how it is called there.
NEEDED = {
    "QUANTITY": (("sku", "sku"), ("target_quantity", "targetQuantity")),
    "VALUE": (("target_value", "targetValue"),),
    "SERVICE": (),
}


def new_contract(
    entered: CreateContractInput, customer: Customer, known: Collection[str], at: datetime
) -> Contract:
    """An active contract; its number is given when it is written.

    Raises:
        RefusedError: REQUIRED, INVALID, NOT_FOUND and NOT_ALLOWED_IN_STATE, with all reasons.
    """
    refuse_if_any([*_header(entered, customer), *_lines(entered, known)])
    currencies = [line.currency for line in entered.lines if line.currency]
    return Contract(
        id=new_id("con"),
        number="",
        kind=entered.kind.value,
        state="ACTIVE",
        customer_id=customer.id,
        valid_from=entered.valid_from,
        valid_to=entered.valid_to,
        notice_period_days=entered.notice_period_days or 0,
        auto_renew=bool(entered.auto_renew),
        currency=currencies[0] if currencies else DEFAULT_CURRENCY,
        lines=tuple(
            ContractLine(
                id=new_id("col"),
                sku=line.sku,
                target_quantity=line.target_quantity,
                target_value=line.target_value,
                agreed_unit_price=line.agreed_unit_price,
            )
            for line in entered.lines
        ),
        created_at=at,
        updated_at=at,
    )


def _header(entered: CreateContractInput, customer: Customer) -> Iterator[Refusal]:
    if customer.lifecycle not in LIVING:
        message = f"customer {customer.id} is {customer.lifecycle}; agree with a living one"
        path = ("input", "customerId")
        yield StateRefusal("NOT_ALLOWED_IN_STATE", message, path, customer.lifecycle, LIVING)
    if entered.valid_to < entered.valid_from:
        message = "validTo is before validFrom; send the last day"
        yield Refusal("INVALID", message, ("input", "validTo"))
    if (entered.notice_period_days or 0) < 0:
        message = "a notice period is not negative; send days"
        yield Refusal("INVALID", message, ("input", "noticePeriodDays"))
    if not 1 <= len(entered.lines) <= MOST_LINES:
        message = f"{len(entered.lines)} lines; send 1 to {MOST_LINES}"
        yield Refusal("INVALID", message, ("input", "lines"))


def _lines(entered: CreateContractInput, known: Collection[str]) -> Iterator[Refusal]:
    currencies = {line.currency for line in entered.lines if line.currency}
    if len(currencies) > 1:
        message = f"lines in {' and '.join(sorted(currencies))}; a contract has one currency"
        yield Refusal("INVALID", message, ("input", "lines"))
    for index, line in enumerate(entered.lines):
        path = ("input", "lines", str(index))
        for name, shown in NEEDED[entered.kind.value]:
            if getattr(line, name) is None:
                message = f"{shown} is missing; a line of a {entered.kind.value} contract needs it"
                yield Refusal("REQUIRED", message, (*path, shown))
        if line.sku is not None and line.sku not in known:
            message = f"the catalogue has no product {line.sku}; search products for its SKU"
            yield Refusal("NOT_FOUND", message, (*path, "sku"))
        yield from _amounts(line, path)


def _amounts(line: ContractLineInput, path: tuple[str, ...]) -> Iterator[Refusal]:
    amounts = {
        "targetQuantity": line.target_quantity,
        "targetValue": line.target_value,
        "agreedUnitPrice": line.agreed_unit_price,
    }
    for shown, amount in amounts.items():
        if amount is not None and amount <= Decimal(0):
            yield Refusal(
                "INVALID", f"{shown} is not above zero; send what was agreed", (*path, shown)
            )
    price = line.agreed_unit_price
    if price is not None and price != round(price, PRICE_DIGITS):
        message = f"agreedUnitPrice has more than {PRICE_DIGITS} places; round it"
        yield Refusal("INVALID", message, (*path, "agreedUnitPrice"))
