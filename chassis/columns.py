"""Column types that keep what Python holds, on SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal as text: SQLite's own NUMERIC would pass through a float."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Decimal to text."""
        del dialect
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Text to decimal."""
        del dialect
        return None if value is None else Decimal(value)


class Instant(TypeDecorator[datetime]):
    """An aware instant as sortable text in UTC with microseconds."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Aware datetime to text; a naive one is a bug."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise AssertionError("an instant without a zone reached the database")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Text to aware datetime in UTC."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


class JSONText(TypeDecorator[Any]):
    """Any JSON value as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Value to text; decimals, dates and instants become strings."""
        del dialect
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Text to plain Python values."""
        del dialect
        return None if value is None else msgspec.json.decode(value)
