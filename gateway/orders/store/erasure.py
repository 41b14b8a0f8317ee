"""The order process's part of an erasure (§3.7): what it keeps of a person besides his id.

Orders stay, as what they were about; their address, the requests that they came from, and what was
found different of the person in the systems, go.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Table, Text, and_, delete, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.audit import forget_values
from chassis.database import Database
from gateway.orders.store.tables import (
    AUDIT,
    CLAIMS,
    CONFLICTS,
    EXPORTS,
    IMPORT_ROWS,
    MERGED_CUSTOMERS,
    ORDERS,
)

Document = dict[str, Any]
# A parcel's country and its zone tell nothing of the person.
OF_THE_PERSON = ("street", "house_number", "postal_code", "city")
# Nothing is to be done for an order any more.
_IS_DONE = IMPORT_ROWS.c.state.in_(("SUCCEEDED", "FAILED"))
OVER = ("SHIPPED", "COMPLETED", "CANCELLED", "LOST")


class ErasureStore:
    """Reads what holds an erasure up, and erases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_orders(self, customer_id: str) -> list[str]:
        """Numbers of orders that the ERP may not know of yet, or is not done with."""
        his = (ORDERS.c.customer_id == customer_id) & ORDERS.c.status.not_in(OVER)
        query = select(ORDERS.c.number).where(his).order_by(ORDERS.c.position)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def erase(self, customer_id: str) -> None:
        """Erase; again it changes nothing."""
        async with self._database.write() as connection:
            ids = await _all_ids(connection, customer_id)
            orders = select(ORDERS.c.document).where(ORDERS.c.customer_id.in_(ids))
            documents = (await connection.execute(orders.with_for_update())).scalars().all()
            for document in documents:
                change = update(ORDERS).where(ORDERS.c.id == document["id"])
                await connection.execute(change.values(document=without_person(document)))
            await _erase_requests(connection, ids, [each["id"] for each in documents])
            await _erase_conflicts(connection, ids)
            await forget_values(connection, AUDIT, "Customer", ids)
            await connection.execute(delete(EXPORTS).where(EXPORTS.c.customer_id.in_(ids)))

    async def erase_requests_saying(self, values: Sequence[str]) -> None:
        """Refused placements, and rows of imports, of a new customer who says one of the values."""
        async with self._database.write() as connection:
            for table, is_over in ((CLAIMS, CLAIMS.c.finished == 1), (IMPORT_ROWS, _IS_DONE)):
                for row in await _saying(connection, table, values):
                    same = and_(*(key == row[key.name] for key in table.primary_key), is_over)
                    request = _request(row["request"], None)
                    change = update(table).where(same)
                    await connection.execute(change.values(request=request))


def without_person(document: Document) -> Document:
    """An order's document without the address and what was typed in."""
    left = {**document, "ship_to": _stripped(document["ship_to"]), "wanted_ship_to": None}
    left["amendments"] = [_amendment(each) for each in document.get("amendments", [])]
    left["lines"] = [{**line, "note": None} for line in document["lines"]]
    return left


def _stripped(address: Document) -> Document:
    return {**address, **dict.fromkeys(OF_THE_PERSON)}


def _amendment(entry: Document) -> Document:
    changes = [each for each in entry["changes"] if each["path"] != "shipTo"]
    return {**entry, "changes": changes}


async def _all_ids(connection: AsyncConnection, customer_id: str) -> list[str]:
    table = MERGED_CUSTOMERS.c
    query = select(table.customer_id).where(table.survivor_id == customer_id)
    return [customer_id, *(await connection.execute(query)).scalars()]


async def _erase_requests(
    connection: AsyncConnection, customer_ids: Sequence[str], order_ids: Sequence[str]
) -> None:
    """Requests that are carried out; their fingerprints go on telling them apart."""
    claims = select(CLAIMS.c.id, CLAIMS.c.request).where(CLAIMS.c.finished == 1)
    for order_id in order_ids:
        follow_ups = CLAIMS.c.id.like(f"flw-%-{order_id}")
        about = (CLAIMS.c.order_id == order_id) | follow_ups
        for row in (await connection.execute(claims.where(about))).all():
            change = update(CLAIMS).where(CLAIMS.c.id == row.id)
            request = _request(row.request, customer_ids[0])
            await connection.execute(change.values(request=request))
        rows = select(IMPORT_ROWS).where(IMPORT_ROWS.c.order_id == order_id)
        for row in (await connection.execute(rows)).all():
            mine = (IMPORT_ROWS.c.job_id == row.job_id) & (IMPORT_ROWS.c.position == row.position)
            request = _request(row.request, customer_ids[0])
            await connection.execute(update(IMPORT_ROWS).where(mine).values(request=request))


async def _saying(
    connection: AsyncConnection, table: Table, values: Sequence[str]
) -> Sequence[Any]:
    if not values:
        return ()
    text = type_coerce(table.c.request, Text)
    about = or_(
        *(text.contains(msgspec.json.encode(each).decode(), autoescape=True) for each in values)
    )
    return (await connection.execute(select(table).where(about))).mappings().all()


def _request(request: Document, customer_id: str | None) -> Document:
    left = {name: value for name, value in request.items() if name not in {"before", "after"}}
    if left.get("customer") is not None:
        left["customer"] = {"id": customer_id}
    for name in {"lines", "add_lines"} & left.keys():
        # What he called a line may be anything.
        lines = left[name] or []
        left[name] = [{**line, "customer_line_reference": None} for line in lines]
    return left | {name: None for name in ("ship_to", "note") if name in left}


async def _erase_conflicts(connection: AsyncConnection, customer_ids: Sequence[str]) -> None:
    table = CONFLICTS.c
    query = select(table.id, table.document).where(table.entity_id.in_(customer_ids))
    for row in (await connection.execute(query)).all():
        left = {**row.document, "crm_value": None, "erp_value": None}
        change = update(CONFLICTS).where(table.id == row.id)
        await connection.execute(change.values(document=left))
