"""How a sales order gets into the database, and how its change is told."""

from collections.abc import Set as AbstractSet
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from chassis.deferred import execute_later, insertion
from chassis.identifiers import new_id
from erp_service.availability.pool import ZERO
from erp_service.sales_orders import tables
from erp_service.sales_orders.fields import HEADER_FIELDS, LINE_FIELDS, QUANTITY_FIELDS
from erp_service.sales_orders.record import Line, SalesOrder, reservation_end
from erp_service.sales_orders.status import order_status
from erp_service.tables import partners, reservations
from erp_service.writing import Transaction

Row = dict[str, Any]


async def insert_order(transaction: Transaction, order: SalesOrder) -> None:
    """Write a new order with its hard reservations."""
    connection = transaction.connection
    header = {**_header(order), "created_at": order.updated_at}
    await execute_later(connection, insertion(tables.sales_orders), header)
    lines = [_line(order, line) for line in order.lines]
    await execute_later(connection, insertion(tables.sales_order_lines), lines)
    await _insert_details(transaction, order)
    await _tell(transaction, order)


async def replace_order(transaction: Transaction, order: SalesOrder, before: SalesOrder) -> None:
    """Write a changed order: the next version, its reservations made anew, its value counted."""
    connection = transaction.connection
    header = tables.sales_orders
    await connection.execute(update(header).where(header.c.id == order.id), _header(order))
    await _write_lines(transaction, order, {line.id for line in before.lines})
    ids = [line.id for line in order.lines]
    for table, column in (
        (tables.schedule_lines, tables.schedule_lines.c.line_id),
        (reservations, reservations.c.owner),
    ):
        await connection.execute(delete(table).where(column.in_(ids)))
    await _insert_details(transaction, order)
    await count_open(transaction, order.customer_id, order.open_value - before.open_value)
    await _tell(transaction, order)


async def _write_lines(
    transaction: Transaction, order: SalesOrder, known: AbstractSet[str]
) -> None:
    lines = tables.sales_order_lines
    change = update(lines).where(lines.c.id == bindparam("line_id"))
    rows = [_line(order, line) for line in order.lines]
    changed = [{**row, "line_id": row["id"]} for row in rows if row["id"] in known]
    await transaction.connection.execute(change, changed)
    added = [row for row in rows if row["id"] not in known]
    if added:
        await transaction.connection.execute(insert(lines), added)


async def count_open(transaction: Transaction, customer_id: str, amount: Decimal) -> None:
    """Raise what is open for a customer, or lower it with a negative amount."""
    if amount == ZERO:
        return
    mine = partners.c.customer_id == customer_id
    query = select(partners.c.open_orders).where(mine).with_for_update()
    before: Decimal = (await transaction.connection.execute(query)).scalar_one()
    change = update(partners).where(mine).values(open_orders=before + amount)
    await transaction.connection.execute(change)


async def _insert_details(transaction: Transaction, order: SalesOrder) -> None:
    end = reservation_end(order, transaction.master_data.company.default.time_zone)
    details: list[tuple[Any, list[Row]]] = [
        (tables.schedule_lines, [row for line in order.lines for row in _schedule(line)]),
        (reservations, [row for line in order.lines for row in _reservations(line, end)]),
    ]
    for table, rows in details:
        if rows:
            await execute_later(transaction.connection, insertion(table), rows)


async def _tell(transaction: Transaction, order: SalesOrder) -> None:
    facts = {
        "number": order.number,
        "externalReference": order.external_reference,
        "revision": order.revision,
        "status": order_status(order.facts),
        "cause": transaction.operation,
        "creditStatus": order.credit_status,
        "grossTotal": order.gross_total,
        "currency": order.currency,
        "lines": [
            {
                "id": line.id,
                "sku": line.sku,
                **_quantities(line),
                "open": line.open,
                "lastDelivery": max((part.delivery_date for part in line.schedule), default=None),
            }
            for line in order.lines
        ],
    }
    await transaction.audit("SalesOrder", order.id, facts, order.external_reference)
    payload = {"id": order.id, **facts}
    await transaction.publish("SalesOrder", order.id, order.version, payload)


def _header(order: SalesOrder) -> Row:
    return {
        **{name: getattr(order, name) for name in HEADER_FIELDS},
        "status": order_status(order.facts),
        "ship_to": asdict(order.ship_to),
        "taxes": [asdict(tax) for tax in order.taxes],
        "conditions": [asdict(condition) for condition in order.conditions],
    }


def _line(order: SalesOrder, line: Line) -> Row:
    return {
        **{name: getattr(line, name) for name in LINE_FIELDS},
        **_quantities(line),
        "sales_order_id": order.id,
        "cancelled_after_shipment": line.quantities.cancelled_after_shipment,
    }


def _quantities(line: Line) -> dict[str, Decimal]:
    return {name: getattr(line.quantities, name) for name in QUANTITY_FIELDS}


def _schedule(line: Line) -> list[Row]:
    return [
        {**asdict(part), "line_id": line.id, "position": position}
        for position, part in enumerate(line.schedule, 1)
    ]


def _reservations(line: Line, end: datetime | None) -> list[Row]:
    return [
        {
            "id": new_id("rsv"),
            "sku": line.sku,
            "warehouse": part.warehouse,
            "ship_date": part.ship_date,
            "quantity": part.reserved,
            "owner": line.id,
            "expires_at": end,
        }
        for part in line.schedule
        if part.reserved > ZERO
    ]
