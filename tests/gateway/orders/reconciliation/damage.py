"""What a test breaks behind everybody's back, by SQL in the systems' own databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.pool import NullPool

from tests.databases.kinds import Databases, SqliteDatabases

# Where the databases are; the fixture ``databases`` says otherwise.
KNOWN: dict[str, Databases] = {"databases": SqliteDatabases()}


class Sql:
    """Statements with ``?`` for their values, on either kind of database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._mark = "?" if connection.dialect.name == "sqlite" else "%s"

    def execute(self, statement: str, values: Sequence[object] = ()) -> Any:
        return self._connection.exec_driver_sql(statement.replace("?", self._mark), tuple(values))


@contextmanager
def database(folder: Path, name: str) -> Iterator[Sql]:
    url = make_url(KNOWN["databases"].at(folder / f"{name}.db"))
    is_sqlite = url.drivername.startswith("sqlite")
    engine = create_engine(
        url.set(drivername="sqlite") if is_sqlite else url,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
    )
    with engine.connect() as connection:
        sql = Sql(connection)
        if is_sqlite:
            sql.execute("PRAGMA busy_timeout=10000")
        yield sql
    engine.dispose()


def set_quote(folder: Path, order_id: str, **changes: object) -> None:
    """Change the current revision of an order's quote in the CRM."""
    with database(folder, "crm") as crm:
        query = "SELECT id, revision FROM quotes WHERE order_id = ?"
        quote_id, revision = crm.execute(query, (order_id,)).fetchone()
        mine = (quote_id, revision)
        same = "WHERE quote_id = ? AND revision = ?"
        (text,) = crm.execute(f"SELECT state FROM quote_revisions {same}", mine).fetchone()  # noqa: S608
        state = msgspec.json.encode({**msgspec.json.decode(text), **changes}).decode()
        crm.execute(f"UPDATE quote_revisions SET state = ? {same}", (state, *mine))  # noqa: S608
        if "state" in changes:
            crm.execute("UPDATE quotes SET state = ? WHERE id = ?", (changes["state"], quote_id))
        if "revision" in changes:
            new = (changes["revision"], quote_id)
            crm.execute("UPDATE quotes SET revision = ? WHERE id = ?", new)
            crm.execute(
                "UPDATE quote_revisions SET revision = ? WHERE quote_id = ? AND revision = ?",
                (changes["revision"], *mine),
            )
        if "customerId" in changes:
            new = (changes["customerId"], quote_id)
            crm.execute("UPDATE quotes SET customer_id = ? WHERE id = ?", new)


def set_customer(folder: Path, customer_id: str, **changes: object) -> None:
    """Change a customer in the CRM, without a new version or an event."""
    with database(folder, "crm") as crm:
        query = "SELECT state FROM customers WHERE id = ?"
        (text,) = crm.execute(query, (customer_id,)).fetchone()
        state = msgspec.json.encode({**msgspec.json.decode(text), **changes}).decode()
        crm.execute("UPDATE customers SET state = ? WHERE id = ?", (state, customer_id))


def set_partner(folder: Path, customer: str, **changes: object) -> None:
    """Change a partner in the ERP, as a clerk would."""
    names = ", ".join(f"{name} = ?" for name in changes)
    with database(folder, "erp") as erp:
        values = (*changes.values(), customer)
        erp.execute(f"UPDATE partners SET {names} WHERE customer_id = ?", values)  # noqa: S608


def delete_sales_order(folder: Path, reference: str) -> None:
    """An order that the ERP has lost, with everything that hung on it."""
    with database(folder, "erp") as erp:
        query = "SELECT id FROM sales_orders WHERE external_reference = ?"
        (order_id,) = erp.execute(query, (reference,)).fetchone()
        lines = "SELECT id FROM sales_order_lines WHERE sales_order_id = ?"
        for table, column in (("schedule_lines", "line_id"), ("reservations", "owner")):
            erp.execute(f"DELETE FROM {table} WHERE {column} IN ({lines})", (order_id,))  # noqa: S608
        erp.execute("DELETE FROM sales_order_lines WHERE sales_order_id = ?", (order_id,))
        erp.execute("DELETE FROM sales_orders WHERE id = ?", (order_id,))


def copy_sales_order(folder: Path, reference: str, new_reference: str, number: str) -> None:
    """A second order of the ERP with the lines of the first."""
    with database(folder, "erp") as erp:
        query = "SELECT id FROM sales_orders WHERE external_reference = ?"
        (order_id,) = erp.execute(query, (reference,)).fetchone()
        new = {"id": f"so-{number}", "number": number, "external_reference": new_reference}
        _copy(erp, "sales_orders", "id", order_id, new)
        lines = "SELECT id FROM sales_order_lines WHERE sales_order_id = ?"
        for (line_id,) in erp.execute(lines, (order_id,)).fetchall():
            own = f"{line_id}-{number}"
            _copy(erp, "sales_order_lines", "id", line_id, {"id": own, "sales_order_id": new["id"]})
            parts = "SELECT id FROM schedule_lines WHERE line_id = ?"
            for (part_id,) in erp.execute(parts, (line_id,)).fetchall():
                part = {"id": f"{part_id}-{number}", "line_id": own}
                _copy(erp, "schedule_lines", "id", part_id, part)


def _copy(erp: Sql, table: str, key: str, value: str, changes: dict[str, str]) -> None:
    found = erp.execute(f"SELECT * FROM {table} WHERE {key} = ?", (value,))  # noqa: S608
    row = {**found.mappings().one(), **changes}
    marks = ", ".join("?" for _ in row)
    erp.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608
