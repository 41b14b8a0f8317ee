"""What a request must fulfil before anything is computed: every violation with its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfoNotFoundError

from erp_service.availability.calendar import today_in
from erp_service.availability.pool import ZERO
from erp_service.pricing.order import PricedOrder
from erp_service.pricing.rounding import round_amount
from erp_service.pricing.steps import header_discount
from erp_service.refusals import Refusal
from erp_service.sales_orders.request import OrderRequest, RequestLine
from erp_service.sales_orders.situation import Situation
from erp_service.store.items import Item

WHOLE_UNITS = frozenset({"PCE"})


def check_request(request: OrderRequest, situation: Situation) -> tuple[Refusal, ...]:
    """SKUs, units, quantities and prices of every line."""
    return (*_check_header(request), *_check_lines(request, situation))


def check_dates(request: OrderRequest, situation: Situation) -> tuple[Refusal, ...]:
    """R-ATP-7: no wanted date before today in the ship-to's zone."""
    wanted = [
        (line.requested_delivery_date, ("lines", str(index), "requestedDeliveryDate"))
        for index, line in enumerate(request.lines)
    ]
    header = (request.requested_delivery_date, ("requestedDeliveryDate",))
    found = check_days([header, *wanted], request.ship_to.time_zone, situation.moment)
    return found[:1] if found and found[0].path == header[1] else found


def check_days(
    wanted: Sequence[tuple[date, tuple[str, ...]]], time_zone: str, moment: datetime
) -> tuple[Refusal, ...]:
    """Days with their places in the input; none may be past in the zone."""
    try:
        today = today_in(moment, time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        message = f"{time_zone!r} is no time zone; send an IANA name"
        return (Refusal("INVALID", message, ("shipTo", "timeZone")),)
    return tuple(_past(day, today, *path) for day, path in wanted if day < today)


def check_discount(request: OrderRequest, priced: PricedOrder) -> tuple[Refusal, ...]:
    """The header discount is an amount that the whole order can bear, to the minor unit."""
    if header_discount(request.quantities, priced) == request.header_discount:
        return ()
    message = f"a discount of {request.header_discount:f} {priced.currency} is above the net total"
    if request.header_discount != round_amount(request.header_discount, priced.currency):
        message = f"{request.header_discount:f} has more digits than {priced.currency} has"
    return (Refusal("INVALID", message, ("headerDiscount",)),)


def check_agreed(request: OrderRequest, situation: Situation) -> tuple[Refusal, ...]:
    """Every line has a schedule: business days, known warehouses, not more than its quantity."""
    return tuple(
        Refusal("INVALID", message, ("lines", str(index), "acceptedSchedule"))
        for index, line in enumerate(request.lines)
        for message in agreed_errors(line, situation)
    )


def _check_header(request: OrderRequest) -> Iterator[Refusal]:
    if not request.lines:
        yield Refusal("INVALID", "an order has at least one line; send one", ("lines",))
    if request.header_discount < ZERO:
        message = "a discount is not negative; send 0 or more"
        yield Refusal("INVALID", message, ("headerDiscount",))


def _check_lines(request: OrderRequest, situation: Situation) -> Iterator[Refusal]:
    seen: set[str] = set()
    for index, line in enumerate(request.lines):
        if line.line_id in seen:
            message = f"line id {line.line_id} occurs twice"
            yield Refusal("INVALID", message, ("lines", str(index), "lineId"))
        seen.add(line.line_id)
        yield from check_line(line, situation, "lines", str(index))


def check_line(line: RequestLine, situation: Situation, *path: str) -> Iterator[Refusal]:
    """SKU, unit, quantity and price of one line at its place in the input."""
    place, item = _Place(path, line), situation.items.get(line.sku)
    if item is None:
        message = f"there is no item {line.sku}; correct the SKU"
        yield place.refuse("NOT_FOUND", message, "sku")
    else:
        yield from _check_line(place, item, situation)


@dataclass(frozen=True, slots=True)
class _Place:
    path: tuple[str, ...]
    line: RequestLine

    def refuse(self, code: str, message: str, field: str) -> Refusal:
        return Refusal(code, message, (*self.path, field))


def _check_line(place: _Place, item: Item, situation: Situation) -> Iterator[Refusal]:
    line = place.line
    if item.status == "BLOCKED":
        yield place.refuse("INVALID", f"{item.sku} is not for sale; choose another", "sku")
    elif item.sku not in situation.prices:
        message = f"{item.sku} has no price in {situation.price_list.code}"
        yield place.refuse("INVALID", message, "sku")
    if line.unit not in {None, item.base_unit}:
        message = f"{item.sku} is sold in {item.base_unit}, not in {line.unit}"
        yield place.refuse("INVALID", message, "unit")
    yield from _check_contract(place, situation)
    problem = quantity_problem(item, line.quantity)
    if problem is not None:
        yield place.refuse("INVALID", problem, "quantity")


def _check_contract(place: _Place, situation: Situation) -> Iterator[Refusal]:
    contract = place.line.contract
    if contract is not None and not contract.contract_id:
        message = f"the terms of contract line {contract.line_id} are missing; send the contract"
        yield place.refuse("INVALID", message, "contract")
    if contract is None or contract.unit_price is None:
        return
    if contract.unit_price <= ZERO or contract.unit_price != round(contract.unit_price, 4):
        message = f"a unit price is above 0 {situation.currency} with at most 4 places"
        yield place.refuse("INVALID", message, "contract")


def quantity_problem(item: Item, quantity: Decimal) -> str | None:
    """What is wrong with an ordered quantity, or None."""
    if quantity <= ZERO:
        return f"the quantity of {item.sku} must be above zero"
    if item.base_unit in WHOLE_UNITS and quantity % 1 != ZERO:
        return f"{item.sku} is sold in whole pieces; round the quantity"
    if quantity < item.minimum:
        return f"at least {item.minimum:f} of {item.sku} must be ordered"
    if quantity % item.multiple != ZERO:
        return f"{item.sku} is sold in multiples of {item.multiple:f}"
    return None


def _past(day: date, today: date, *path: str) -> Refusal:
    message = f"{day} is past: at the ship-to address it is {today}; send a later date"
    return Refusal("INVALID", message, path)


def agreed_errors(line: RequestLine, situation: Situation) -> Iterator[str]:
    """What is wrong with the schedule that a line was promised."""
    if line.agreed is None:
        yield "the promised schedule is missing; send the one agreed with the customer"
        return
    if any(part.quantity <= ZERO for part in line.agreed):
        yield "every part needs a quantity above zero"
    if sum((part.quantity for part in line.agreed), ZERO) > line.quantity:
        yield f"the parts are more than the line's {line.quantity:f}"
    if any(part.warehouse not in {None, *situation.supply.routes} for part in line.agreed):
        yield "a warehouse is unknown; send one of the check's"
        return
    for part in line.agreed:
        route = situation.supply.source(line.sku, part.warehouse).route
        if route.delivery_of(route.ship_of(part.delivery_date)) != part.delivery_date:
            yield f"nothing arrives on {part.delivery_date}; send a business day"
