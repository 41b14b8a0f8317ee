"""``unisono orders``: the order process for its operator, against a running stack."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import msgspec

from chassis.errors import InputError
from gateway.commands.table import show_table
from gateway.endpoint import TIMEOUT_SECONDS, Endpoint

JSON = dict[str, Any]
LARGEST_PAGE = 100
_SUMMARY = """
  id number status revision customerId confirmedDeliveryDate
  grossTotal { amount currency } sync { state attempts nextAttemptAt } updatedAt
"""
_LIST = f"""
query List($statuses: [OrderStatus!], $customer: ID, $last: Int, $before: String) {{
  orders(statuses: $statuses, customerId: $customer, last: $last, before: $before) {{
    edges {{ node {{ {_SUMMARY} }} }} pageInfo {{ hasPreviousPage startCursor }}
  }}
}}
"""
_SHOWN = f"""
  {_SUMMARY}
  holdReasons allowedActions requestedDeliveryDate customerReference partnerReference
  lines {{
    position sku requestedQuantity confirmedQuantity shippedQuantity cancelledQuantity
    promises {{ deliveryDate quantity basis }}
  }}
  amendments {{ state fromRevision toRevision reason }}
  sync {{
    crm {{ available externalId lastError }} erp {{ available externalId lastError }}
  }}
  history(first: 100) {{
    edges {{ node {{ sequence type at toStatus actor {{ kind clientId }} }} }}
  }}
"""
_BY_ID = f"query Show($key: ID!) {{ order(id: $key) {{ {_SHOWN} }} }}"
_BY_NUMBER = f"query Show($key: String!) {{ order: orderByNumber(number: $key) {{ {_SHOWN} }} }}"
_RETRY = f"""
mutation Retry($id: ID!) {{
  retryOrderSync(orderId: $id) {{ order {{ {_SUMMARY} }} userErrors {{ code message }} }}
}}
"""
_COLUMNS = ("NUMBER", "STATUS", "REV", "CUSTOMER", "DELIVERY", "GROSS", "SYNC", "ID")


def add_to(commands: Any) -> None:
    """Declare the command, its actions and their flags."""
    parser = commands.add_parser("orders", help="orders of a running stack: list, show, retry")
    actions = parser.add_subparsers(required=True, metavar="list|show|retry")
    listing = _action(actions, "list", "the newest orders", _list)
    listing.add_argument("--status", action="append", metavar="STATUS", help="may be repeated")
    listing.add_argument("--customer", metavar="ID")
    listing.add_argument("--limit", type=int, default=20, help="how many at most (20)")
    for name, help_text, run in (
        ("show", "one order with its lines and history", _show),
        ("retry", "try now what waits for a system", _retry),
    ):
        action = _action(actions, name, help_text, run)
        action.add_argument("order", metavar="ORDER", help="its id or number")


def run(arguments: argparse.Namespace) -> int:
    """Run the action; exit code 1 when the process refuses it."""
    return asyncio.run(_run(arguments))


def _action(
    actions: Any,
    name: str,
    help_text: str,
    action: Callable[[argparse.Namespace, Endpoint], Awaitable[int]],
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=help_text)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="of the gateway")
    parser.add_argument("--token", help="bearer token; else UNISONO_TOKEN, else none")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.set_defaults(run=run, action=action)
    return parser


async def _run(arguments: argparse.Namespace) -> int:
    token = arguments.token or os.environ.get("UNISONO_TOKEN")
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(
        timeout=TIMEOUT_SECONDS, trust_env=False, headers=headers
    ) as client:
        endpoint = Endpoint("gateway (--url)", arguments.url, client)
        code: int = await arguments.action(arguments, endpoint)
        return code


async def _list(arguments: argparse.Namespace, gateway: Endpoint) -> int:
    if arguments.limit < 1:
        raise InputError(f"--limit: {arguments.limit} is no number of orders; send 1 or more")
    found: list[JSON] = []
    before: str | None = None
    while len(found) < arguments.limit:
        last = min(LARGEST_PAGE, arguments.limit - len(found))
        wanted = {"statuses": arguments.status, "customer": arguments.customer, "last": last}
        page = (await gateway.ask(_LIST, {**wanted, "before": before}))["orders"]
        found += [edge["node"] for edge in reversed(page["edges"])]
        before = page["pageInfo"]["startCursor"]
        if not page["edges"] or not page["pageInfo"]["hasPreviousPage"]:
            break
    _print(arguments, found, show_table(_COLUMNS, [_row(order) for order in found]))
    return 0


async def _show(arguments: argparse.Namespace, gateway: Endpoint) -> int:
    order = await _find(arguments.order, gateway)
    _print(arguments, order, _page(order))
    return 0


async def _retry(arguments: argparse.Namespace, gateway: Endpoint) -> int:
    order = await _find(arguments.order, gateway)
    payload = (await gateway.ask(_RETRY, {"id": order["id"]}))["retryOrderSync"]
    _print(arguments, payload, show_table(_COLUMNS, [_row(payload["order"])]))
    for error in payload["userErrors"]:
        sys.stderr.write(f"unisono: {error['code']}: {error['message']}\n")
    return 1 if payload["userErrors"] else 0


async def _find(key: str, gateway: Endpoint) -> JSON:
    text = _BY_ID if key.startswith("ord_") else _BY_NUMBER
    order: JSON | None = (await gateway.ask(text, {"key": key}))["order"]
    if order is None:
        raise InputError(f"orders: there is no order {key}; see `unisono orders list`")
    return order


def _print(arguments: argparse.Namespace, value: Any, text: str) -> None:
    if arguments.format == "json":
        text = msgspec.json.format(msgspec.json.encode(value)).decode()
    sys.stdout.write(f"{text}\n")


def _row(order: JSON) -> list[str]:
    gross, sync = order["grossTotal"], order["sync"]
    return [
        order["number"],
        order["status"],
        str(order["revision"]),
        order["customerId"],
        order["confirmedDeliveryDate"] or "-",
        f"{gross['amount']} {gross['currency']}" if gross else "-",
        sync["state"] if not sync["attempts"] else f"{sync['state']} ({sync['attempts']})",
        order["id"],
    ]


def _page(order: JSON) -> str:
    parts = [show_table(_COLUMNS, [_row(order)])]
    facts = {
        "on hold for": ", ".join(order["holdReasons"]),
        "may": ", ".join(order["allowedActions"]),
        "CRM": _system(order["sync"]["crm"]),
        "ERP": _system(order["sync"]["erp"]),
        "next attempt": order["sync"]["nextAttemptAt"],
    }
    parts.append("\n".join(f"{name}: {fact}" for name, fact in facts.items() if fact))
    parts.append(_lines(order["lines"]))
    events = [edge["node"] for edge in order["history"]["edges"]]
    rows = [
        [str(each["sequence"]), each["at"], each["type"], each["toStatus"] or "-",
         f"{each['actor']['kind']} {each['actor']['clientId']}"]
        for each in events
    ]  # fmt: skip
    parts.append(show_table(("#", "AT", "EVENT", "STATUS", "BY"), rows))
    return "\n\n".join(parts)


def _lines(lines: list[JSON]) -> str:
    rows = [
        [
            *(str(line[name]) for name in ("position", "sku", "requestedQuantity")),
            *(line[f"{name}Quantity"] for name in ("confirmed", "shipped", "cancelled")),
            ", ".join(f"{each['quantity']} on {each['deliveryDate']}" for each in line["promises"]),
        ]
        for line in lines
    ]
    headers = ("LINE", "SKU", "WANTED", "CONFIRMED", "SHIPPED", "CANCELLED", "PROMISED")
    return show_table(headers, rows)


def _system(sync: JSON) -> str:
    state = "answers" if sync["available"] else "does not answer"
    error = f"; last error: {sync['lastError']}" if sync["lastError"] else ""
    return f"{sync['externalId'] or 'nothing yet'}; {state}{error}"
