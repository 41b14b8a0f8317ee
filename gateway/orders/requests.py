"""The shape of write requests, checked before a key is claimed: bad input leaves nothing behind.

Enters: the request as plain values (snake-case keys, decimals as text). Leaves: user errors.
"""

from decimal import Decimal
from typing import Any

from chassis.identity import Actor
from gateway.orders.systems.casing import to_camel

SHORTEST_KEY, LONGEST_KEY, MOST_LINES = 8, 128, 500
LONGEST_TEXT = 200
CUSTOMER_FIELDS = ("id", "erp_number", "partner_customer_reference", "new")
UserError = dict[str, Any]


def refuse(code: str, message: str, *path: str, kind: str = "InvalidRequest") -> UserError:
    """A user error of the GraphQL type ``kind``."""
    return {"kind": kind, "code": code, "message": message, "path": ["input", *path]}


def check_key(key: str) -> list[UserError]:
    """8 to 128 printable characters."""
    if SHORTEST_KEY <= len(key) <= LONGEST_KEY and key.isprintable():
        return []
    message = f"has {len(key)} characters; send {SHORTEST_KEY} to {LONGEST_KEY} printable ones"
    return [refuse("INVALID", f"idempotencyKey {message}", "idempotencyKey")]


def check_placement(request: dict[str, Any]) -> list[UserError]:
    """All errors of a PlaceOrderInput that need no other system."""
    if request.get("quote_id") is not None:
        message = "a quote is placed by placeOrder alone; send customer and lines here"
        return [refuse("INVALID", message, "quoteId")]
    return [*check_key(request["idempotency_key"]), *check_order(request), *_check_money(request)]


def check_channel(request: dict[str, Any], actor: Actor) -> list[UserError]:
    """What the partners' door asks for, and what it does not grant (domain §3.8)."""
    if actor.kind != "PARTNER":
        return []
    errors = []
    if not (request.get("partner_reference") or "").strip():
        message = "partnerReference is missing; send the one by which you know this order"
        errors.append(refuse("REQUIRED", message, "partnerReference"))
    if request.get("header_discount") is not None:
        message = "a discount is granted by staff only; leave headerDiscount out"
        errors.append(refuse("PERMISSION", message, "headerDiscount"))
    return errors


def check_order(request: dict[str, Any]) -> list[UserError]:
    """Errors of what a check and a placement share."""
    errors = [*check_texts(request), *_check_customer(request.get("customer"))]
    errors += check_ship_to(request.get("ship_to"))
    if request.get("requested_delivery_date") is None:
        message = "requestedDeliveryDate is missing; send a day as YYYY-MM-DD"
        errors.append(refuse("REQUIRED", message, "requestedDeliveryDate"))
    return [*errors, *_check_lines(request.get("lines") or [])]


def check_texts(value: Any, *path: str) -> list[UserError]:
    """No text is longer than CRM and ERP keep, and none holds what no database takes."""
    if isinstance(value, str):
        if len(value) <= LONGEST_TEXT and "\0" not in value:
            return []
        message = f"has {len(value)} characters; send at most {LONGEST_TEXT}, none of them NUL"
        return [refuse("INVALID", f"{path[-1]} {message}", *path)]
    if isinstance(value, dict):
        parts = list(to_camel(value).items())
    else:
        parts = list(enumerate(value)) if isinstance(value, list) else []
    return [error for name, part in parts for error in check_texts(part, *path, str(name))]


def check_ship_to(wanted: dict[str, Any] | None) -> list[UserError]:
    """An address of the customer's by its id, or another one that tells at least its country."""
    given = {name for name, value in (wanted or {}).items() if value is not None}
    if "address_id" in given and given != {"address_id"}:
        message = "shipTo has an addressId and an address; send one of them"
        return [refuse("INVALID", message, "shipTo")]
    if given and not given & {"address_id", "country"}:
        message = "shipTo tells no country; send it, or the addressId of one of the customer's"
        return [refuse("REQUIRED", message, "shipTo", "country")]
    return []


def _check_customer(customer: dict[str, Any] | None) -> list[UserError]:
    given = [name for name in CUSTOMER_FIELDS if (customer or {}).get(name) is not None]
    if len(given) != 1:
        message = f"customer has {len(given)} fields set; set exactly one, such as id or new"
        return [refuse("REQUIRED" if not given else "INVALID", message, "customer")]
    new = customer["new"] if customer and given[0] == "new" else None
    return [] if new is None else _check_new(new)


def _check_new(new: dict[str, Any]) -> list[UserError]:
    if new["kind"] not in ("PERSON", "COMPANY"):
        message = f"kind {new['kind']!r} is unknown; send PERSON or COMPANY"
        return [refuse("INVALID", message, "customer", "new", "kind")]
    name = "legal_name" if new["kind"] == "COMPANY" else "family_name"
    errors = []
    for field in (name, "street", "postal_code", "city"):
        if not (new.get(field) or "").strip():
            camel = field.split("_")[0] + "".join(part.title() for part in field.split("_")[1:])
            message = f"{camel} is empty; a {new['kind']} needs one"
            errors.append(refuse("REQUIRED", message, "customer", "new", camel))
    return errors


def _check_lines(lines: list[dict[str, Any]]) -> list[UserError]:
    if not 1 <= len(lines) <= MOST_LINES:
        return [refuse("INVALID", f"{len(lines)} lines; send 1 to {MOST_LINES}", "lines")]
    return [
        refuse(
            "INVALID",
            f"quantity {line['quantity']} is not above zero; send how many are wanted",
            *("lines", str(index), "quantity"),
        )
        for index, line in enumerate(lines)
        if Decimal(line["quantity"]) <= 0
    ]


def _check_money(request: dict[str, Any]) -> list[UserError]:
    fields = {"price_tolerance": "priceTolerance", "header_discount": "headerDiscount"}
    return [
        refuse("INVALID", f"{name} {request[field]} is negative; send 0 or more", name)
        for field, name in fields.items()
        if request.get(field) is not None and Decimal(request[field]) < 0
    ]
