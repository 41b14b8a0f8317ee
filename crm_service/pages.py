"""Pages of a query by key: rows after or before a cursor, in a stable order.

Enters: a query without order, the columns of its unique sort key, the caller's page arguments.
Leaves: rows, their cursors, whether there are more. A page costs one query, and one row too many.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypeVar

import msgspec
from graphql import GraphQLError
from sqlalchemy import ColumnElement, Row, Select, func, literal, select, tuple_

from chassis.columns import Instant
from chassis.database import Database
from chassis.relay import decode_cursor, encode_cursor, page_size

State = TypeVar("State", bound=msgspec.Struct)
Count = Callable[[], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class PageArguments:
    """``first/after`` or ``last/before``, as they came."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order.

    Attributes:
        count: counts all rows of the query.
    """

    rows: Sequence[Row[Any]]
    cursors: list[str]
    has_next: bool
    has_previous: bool
    count: Count

    def records(self, type_: type[State]) -> list[State]:
        """The rows' first column as records."""
        return [msgspec.convert(row[0], type_) for row in self.rows]


Position = list[ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Page arguments that were judged: positions in the sort key."""

    size: int
    is_backward: bool
    after: Position | None
    before: Position | None
    key: Sequence[ColumnElement[Any]]

    @classmethod
    def of(cls, arguments: PageArguments, key: Sequence[ColumnElement[Any]]) -> Self:
        """Judge them.

        Raises:
            GraphQLError: BAD_USER_INPUT for a page size or cursor that is none.
        """
        try:
            size = page_size(arguments.first, arguments.last)
            after, before = (_position(text, key) for text in (arguments.after, arguments.before))
        except ValueError as error:
            raise GraphQLError(str(error), extensions={"code": "BAD_USER_INPUT"}) from error
        return cls(size, arguments.last is not None, after, before, key)

    def applied_to(self, query: Select[Any]) -> Select[Any]:
        """Only what lies within."""
        if self.after is not None:
            query = query.where(tuple_(*self.key) > tuple_(*self.after))
        if self.before is not None:
            query = query.where(tuple_(*self.key) < tuple_(*self.before))
        return query


async def read_page(
    database: Database,
    query: Select[Any],
    key: Sequence[ColumnElement[Any]],
    arguments: PageArguments,
) -> Page:
    """One page of ``query`` in the order of ``key``.

    Raises:
        GraphQLError: BAD_USER_INPUT for a page size or cursor that is none.
    """
    bounds = Bounds.of(arguments, key)
    bounded = bounds.applied_to(query.add_columns(*key))
    order = [column.desc() if bounds.is_backward else column.asc() for column in key]
    limited = bounded.order_by(*order).limit(bounds.size + 1)
    async with database.read() as connection:
        found = list((await connection.execute(limited)).all())
    return show_page(found, bounds, key, lambda: _count(database, query))


def show_page(
    found: Sequence[Row[Any]], bounds: Bounds, key: Sequence[ColumnElement[Any]], count: Count
) -> Page:
    """The page of rows in the order of the search, whose last columns are the sort key.

    There is one row more than the page has where there are more.
    """
    size, has_more = bounds.size, len(found) > bounds.size
    rows = list(found[:size][::-1] if bounds.is_backward else found[:size])
    return Page(
        rows=rows,
        cursors=[encode_cursor(*_values(row, len(key))) for row in rows],
        has_next=bounds.before is not None if bounds.is_backward else has_more,
        has_previous=has_more if bounds.is_backward else bounds.after is not None,
        count=count,
    )


def _position(
    text: str | None, key: Sequence[ColumnElement[Any]]
) -> list[ColumnElement[Any]] | None:
    if text is None:
        return None
    values = decode_cursor(text)
    if len(values) != len(key):
        raise ValueError(f"{text!r} is no cursor of this list; pass one of its own")
    pairs = zip(values, key, strict=True)
    return [literal(_typed(value, column), column.type) for value, column in pairs]


def _typed(value: str | int, column: ColumnElement[Any]) -> str | int | datetime:
    if not isinstance(column.type, Instant):
        return value
    instant = datetime.fromisoformat(str(value))
    if instant.tzinfo is None:
        raise ValueError(f"{value!r} is no instant of a cursor; pass one unchanged")
    return instant


def _values(row: Row[Any], length: int) -> list[str | int]:
    return [value.isoformat() if isinstance(value, datetime) else value for value in row[-length:]]


async def _count(database: Database, query: Select[Any]) -> int:
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    async with database.read() as connection:
        return int((await connection.execute(counted)).scalar_one())
