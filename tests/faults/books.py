"""The books of all three systems, read from their databases, and what must be true of them.

Each rule gives what breaks it, in words. Nothing is asked of the programs under test.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import URL, make_url

from tests.databases.kinds import Databases

Row = dict[str, Any]
# An order in one of these states was never agreed with the ERP, or is not there any more.
WITHOUT_ERP = {"AWAITING_DECISION", "CANCELLED", "LOST"}


@dataclass(frozen=True)
class Books:
    """Orders of the process, quotes of the CRM and sales orders of the ERP by the order's id."""

    orders: dict[str, Row]
    quotes: dict[str, list[Row]]
    sales_orders: dict[str, list[Row]]
    reservations: list[Row]
    supply: list[Row]
    unfinished: list[str]


def read_books(databases: Databases, folder: Path, now: str) -> Books:
    """``now`` is an instant in UTC as the databases write it: what ended before is not read."""
    urls = (databases.at(folder / f"{name}.db") for name in ("orders", "crm", "erp"))
    process, crm, erp = map(make_url, urls)
    documents = [json.loads(row["document"]) for row in _read(process, "SELECT * FROM orders")]
    lines = _grouped((row["sales_order_id"], row) for row in _read(erp, LINES))
    claims = _read(process, "SELECT * FROM claims WHERE finished = 0")
    return Books(
        orders={order["id"]: order for order in documents},
        quotes=_grouped((row["order_id"], json.loads(row["state"])) for row in _read(crm, QUOTES)),
        sales_orders=_grouped(
            (row["external_reference"], {**row, "lines": lines.get(row["id"], [])})
            for row in _read(erp, "SELECT * FROM sales_orders")
        ),
        reservations=_read(erp, RESERVATIONS, now),
        supply=_read(erp, SUPPLY),
        unfinished=[f"{row['operation']} {row['id']}" for row in claims],
    )


QUOTES = """
SELECT order_id, newest.state FROM quotes
JOIN quote_revisions newest ON newest.quote_id = id AND newest.revision = quotes.revision
"""
LINES = "SELECT * FROM sales_order_lines"
RESERVATIONS = """
SELECT * FROM reservations WHERE owner IS NOT NULL AND (expires_at IS NULL OR expires_at > ?)
"""
SUPPLY = """
SELECT sku, warehouse, '0001-01-01' AS day, on_hand AS quantity FROM stock
UNION ALL SELECT sku, warehouse, day, quantity FROM receipts WHERE confirmed
UNION ALL SELECT sku, warehouse, ship_date, '-' || quantity FROM reservations WHERE owner IS NULL
"""


def faults_of(books: Books, acknowledged: Iterable[str]) -> list[str]:
    """Everything that is wrong; empty when nothing was lost and nothing doubled."""
    wanted = set(acknowledged)
    found = [f"an acknowledged order is lost: {each}" for each in wanted - set(books.orders)]
    return found + [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(books)]


def everything_has_come_to_its_end(books: Books) -> Iterator[str]:
    yield from books.unfinished
    for order in books.orders.values():
        if order["running"] is not None or order["sync_state"] != "IN_SYNC":
            yield f"{order['id']} {order['sync_state']} {order['last_error']} {order['running']}"


def every_order_has_one_quote(books: Books) -> Iterator[str]:
    for order in books.orders.values():
        quotes = books.quotes.get(order["id"], [])
        if len(quotes) != (1 if order["quote_state"] else 0):
            yield f"{order['id']} {order['quote_state']}: {quotes}"


def every_agreed_order_has_one_sales_order(books: Books) -> Iterator[str]:
    for order in books.orders.values():
        number = len(books.sales_orders.get(order["id"], []))
        if number > 1 or (number == 0 and order["status"] not in WITHOUT_ERP):
            yield f"{order['id']} {order['status']} has {number} in the ERP"
        if number == 1 and order["erp_status"] is None:
            yield f"{order['id']} {order['status']} is in the ERP and the process does not know"


def nothing_belongs_to_no_order(books: Books) -> Iterator[str]:
    yield from (f"a quote of {each}" for each in set(books.quotes) - set(books.orders))
    yield from (f"a sales order of {each}" for each in set(books.sales_orders) - set(books.orders))


def both_systems_say_the_same(books: Books) -> Iterator[str]:
    for order, quote, sales_order in _complete(books):
        for system, copy in (("CRM", _quoted(quote)), ("ERP", _sold(sales_order))):
            agreed = _agreed(order, system)
            if any(copy[name] != agreed[name] for name in agreed):
                yield f"{order['id']}: the {system} has {copy}, agreed is {agreed}"


def every_reservation_belongs_to_an_order(books: Books) -> Iterator[str]:
    owed: defaultdict[str, Decimal] = defaultdict(Decimal)
    for reservation in books.reservations:
        owed[reservation["owner"]] += Decimal(reservation["quantity"])
    lines = {
        line["id"]: line
        for orders in books.sales_orders.values()
        for order in orders
        if order["status"] != "CANCELLED"
        for line in order["lines"]
    }
    for owner, quantity in owed.items():
        if owner not in lines:
            yield f"{quantity} for {owner}, which is no line of a living order"
        elif quantity > Decimal(lines[owner]["confirmed"]):
            yield f"{quantity} for {owner}, which needs {lines[owner]['confirmed']}"


def no_more_is_reserved_than_there_will_be(books: Books) -> Iterator[str]:
    moves: defaultdict[tuple[str, str], list[tuple[str, Decimal]]] = defaultdict(list)
    for row in books.supply:
        quantity = Decimal(row["quantity"])
        moves[row["sku"], row["warehouse"]].append((row["day"], quantity))
    for row in books.reservations:
        moves[row["sku"], row["warehouse"]].append((row["ship_date"], -Decimal(row["quantity"])))
    for key, movements in moves.items():
        for day in {day for day, _ in movements}:
            left = sum(quantity for when, quantity in movements if when <= day)
            if left < 0:
                yield f"{key} lacks {-left} on {day}"


RULES: tuple[Callable[[Books], Iterator[str]], ...] = (
    everything_has_come_to_its_end,
    every_order_has_one_quote,
    every_agreed_order_has_one_sales_order,
    nothing_belongs_to_no_order,
    both_systems_say_the_same,
    every_reservation_belongs_to_an_order,
    no_more_is_reserved_than_there_will_be,
)


def _complete(books: Books) -> Iterator[tuple[Row, Row, Row]]:
    for order in books.orders.values():
        quotes = books.quotes.get(order["id"], [])
        sales_orders = books.sales_orders.get(order["id"], [])
        if len(quotes) == len(sales_orders) == 1:
            yield order, quotes[0], sales_orders[0]


def _agreed(order: Row, system: str) -> Row:
    """What the process takes for agreed; a cancelled order's price is nobody's concern any more."""
    is_cancelled = order["status"] == "CANCELLED"
    quote_state = "CANCELLED" if is_cancelled else "ORDERED"
    agreed = {
        "revision": order["revision"],
        "state": quote_state if system == "CRM" else order["erp_status"],
        "lines": _lines(order["lines"], "quantity"),
    }
    gross = (order["gross_total"] or {}).get("amount")
    return agreed if is_cancelled else {**agreed, "gross": gross and Decimal(gross)}


def _quoted(quote: Row) -> Row:
    gross = sum((Decimal(quote.get(name) or 0) for name in ("netTotal", "taxTotal")), Decimal(0))
    lines = _lines(quote["lines"], "quantity")
    return {"revision": quote["revision"], "state": quote["state"], "lines": lines, "gross": gross}


def _sold(sales_order: Row) -> Row:
    return {
        "revision": sales_order["revision"],
        "state": sales_order["status"],
        "lines": _lines(sales_order["lines"], "ordered"),
        "gross": Decimal(sales_order["gross_total"]),
    }


def _lines(lines: list[Row], quantity: str) -> dict[str, tuple[str, Decimal]]:
    return {line["id"]: (line["sku"], Decimal(line[quantity])) for line in lines}


def _grouped(pairs: Iterable[tuple[str | None, Row]]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for key, row in pairs:
        if key is not None:
            found.setdefault(key, []).append(row)
    return found


def _read(database: URL, text: str, *parameters: str) -> list[Row]:
    """Rows as the database's own driver gives them; days as text."""
    if database.get_backend_name() == "sqlite":
        file = sqlite3.connect(f"file:{database.database}?mode=ro", uri=True)
        with closing(file) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(text, parameters)]
    server = database.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(server, row_factory=dict_row) as opened:
        rows = opened.execute(text.replace("?", "%s"), parameters).fetchall()
    return [{name: _text(value) for name, value in row.items()} for row in rows]


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
