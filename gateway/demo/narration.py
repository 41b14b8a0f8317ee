"""What the terminal shows of each answer: documents in, lines of text out. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from gateway.demo.comparison import Comparison
from gateway.endpoint import JSON

MISSING = "-"


def step(number: int, title: str) -> str:
    """The heading of a step."""
    return f"\n{number}  {title}"


def catalogue_rows(products: list[JSON]) -> list[str]:
    """SKU, name, price, what can be delivered on the day, and when the whole quantity can."""
    rows = [f"{'SKU':<10} {'product':<28} {'price':>12} {'on the day':>11}  all of it on"]
    for product in products:
        item = product["item"]
        availability = item["availability"]
        rows.append(
            f"{product['sku']:<10} {product['name']:<28} {money(item['listPrice']):>12} "
            f"{availability['availableToPromise']:>11}  {availability['fullQuantityOn'] or MISSING}"
        )
    return rows


def customer(order: JSON) -> str:
    """The customer's numbers in both systems; a branch is null while its system is away."""
    found = order["customer"]
    if found is None:
        return "the CRM does not show the customer now"
    partner = (found["erpPartner"] or {}).get("number", MISSING)
    return f"{found['displayName']}: {found['number']} in the CRM, {partner} in the ERP"


def terms(check: JSON) -> list[str]:
    """What a new customer gets, and the totals as wanted."""
    found, gross = check["terms"], check["grossTotal"]
    tiers = [
        f"{tier['discountPercent']} % from {tier['minQuantity']}" for tier in found["tierDiscounts"]
    ]
    limit = (found["creditLimit"] or {}).get("amount", MISSING)
    return [
        f"terms: class {found['customerClass']}, {found['paymentTerms']}, credit limit {limit}",
        f"discounts: {', '.join(tiers) or 'none'}",
        f"total as wanted: {money(gross)}, of which {found['prepaymentDue']['amount']} in advance",
    ]


def line_check(line: JSON) -> str:
    """Wanted, available, missing."""
    shown = f"{line['sku']}: {line['requestedQuantity']} wanted, "
    shown += f"{line['availableOnRequestedDate']} on {line['requestedDate']}"
    return f"{shown}, {line['shortfall']} short" if is_short(line) else f"{shown}, enough"


def is_short(line: JSON) -> bool:
    """Whether a line of a check lacks something."""
    return bool(line["shortfall"] != "0")


def proposal(found: JSON, zone: ZoneInfo) -> str:
    """One way out, its new total, and until when its quantity is kept."""
    shown = f"{found['kind']}: {deliveries(found['deliveries']) or 'without this line'}"
    if found["kind"] == "SUBSTITUTE":
        shown += f" of {found['sku']}"
    shown += f"; total {money(found['orderGrossTotal'])}"
    if found["heldUntil"] is not None:
        until = datetime.fromisoformat(found["heldUntil"]).astimezone(zone)
        shown += f"; kept until {until:%H:%M}"
    return shown


def deliveries(found: list[JSON]) -> str:
    """``30 on 2026-03-06, 30 on 2026-03-17``."""
    return ", ".join(f"{each['quantity']} on {each['deliveryDate']}" for each in found)


def unified(order: JSON) -> list[str]:
    """The order as one query shows it, from three sources."""
    holds = f" ({', '.join(order['holdReasons'])})" if order["holdReasons"] else ""
    state = f"{order['status']}{holds}, revision {order['revision']}, sync {order['sync']['state']}"
    shown = [
        f"order {order['number']}: {state}, {money(order['grossTotal'])}",
        *map(unified_line, order["lines"]),
        customer(order),
    ]
    quote, sales_order = order["quote"], order["salesOrder"]
    if quote is not None:
        shown.append(
            f"CRM: quote {quote['number']}, revision {quote['revision']}, {quote['state']}"
        )
    if sales_order is not None:
        shown.append(
            f"ERP: sales order {sales_order['number']}, revision {sales_order['revision']}, "
            f"{sales_order['status']}, {sales_order['creditStatus']}, "
            f"{money(sales_order['prepaymentDue'])} in advance"
        )
    return shown


def unified_line(line: JSON) -> str:
    """Confirmed of wanted, and when it comes."""
    confirmed = f"{line['confirmedQuantity']} of {line['requestedQuantity']}"
    return f"  {line['sku']}: {confirmed}, {deliveries(line['promises'])}"


def comparison(found: Comparison) -> list[str]:
    """A row for each SKU, and the verdict."""
    rows = [f"{'SKU':<10} {'CRM':>8} {'ERP':>8}"]
    for sku in sorted(found.crm.keys() | found.erp.keys()):
        crm, erp = (side.get(sku, MISSING) for side in (found.crm, found.erp))
        rows.append(f"{sku:<10} {crm!s:>8} {erp!s:>8}")
    verdict = "the same quantities" if found.is_equal else "DIFFERENT quantities"
    return [*rows, f"{verdict} in both systems, entered once"]


def money(amount: JSON | None) -> str:
    """``149.90 EUR``."""
    return MISSING if amount is None else f"{amount['amount']} {amount['currency']}"
