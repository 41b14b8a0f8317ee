"""The custom scalars of all three subgraphs, by the names that the schema files use."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from chassis.decimals import parse_decimal, show_decimal

DecimalScalar = NewType("DecimalScalar", Decimal)
DateScalar = NewType("DateScalar", date)
DateTimeScalar = NewType("DateTimeScalar", datetime)
CurrencyCode = NewType("CurrencyCode", str)
CountryCode = NewType("CountryCode", str)
PhoneNumber = NewType("PhoneNumber", str)
EmailAddress = NewType("EmailAddress", str)
JSONScalar = NewType("JSONScalar", object)


def _parse_decimal(value: object) -> Decimal:
    if not isinstance(value, str):
        raise ValueError(f'{value!r} is no decimal; send it as a string, like "12.50"')
    return parse_decimal(value)


def _show_decimal(value: Decimal | str) -> str:
    return value if isinstance(value, str) else show_decimal(value)


def _parse_date(value: object) -> date:
    # Python reads other forms of ISO 8601, too, such as weeks.
    day = date.fromisoformat(value) if isinstance(value, str) else None
    if day is None or day.isoformat() != value:
        raise ValueError(f"{value!r} is no calendar day; send it as YYYY-MM-DD")
    return day


def _show_date(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _parse_instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no instant; send RFC 3339 with an offset")
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError(f"{value!r} has no offset; append one, e.g. Z")
    return instant.astimezone(UTC)


def _show_instant(value: datetime | str) -> str:
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _parse_code(length: int, what: str) -> Any:
    def parse(value: object) -> str:
        if isinstance(value, str) and len(value) == length and value.isascii() and value.isalpha():
            return value.upper()
        raise ValueError(f"{value!r} is no {what} code of {length} letters")

    return parse


def _parse_text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value.strip()


SCALARS: dict[object, ScalarDefinition] = {
    DecimalScalar: strawberry.scalar(
        name="Decimal",
        description="Exact decimal, serialised as a JSON string ('12.50'). Never a float.",
        serialize=_show_decimal,
        parse_value=_parse_decimal,
    ),
    DateScalar: strawberry.scalar(
        name="Date",
        description="Calendar day 'YYYY-MM-DD', no zone; the zone is the ship-to address's.",
        serialize=_show_date,
        parse_value=_parse_date,
    ),
    DateTimeScalar: strawberry.scalar(
        name="DateTime",
        description="Instant, RFC 3339 with offset, always answered in UTC ('…Z').",
        serialize=_show_instant,
        parse_value=_parse_instant,
    ),
    CurrencyCode: strawberry.scalar(
        name="CurrencyCode",
        description="ISO 4217 alphabetic code.",
        serialize=str,
        parse_value=_parse_code(3, "currency"),
    ),
    CountryCode: strawberry.scalar(
        name="CountryCode",
        description="ISO 3166-1 alpha-2.",
        serialize=str,
        parse_value=_parse_code(2, "country"),
    ),
    PhoneNumber: strawberry.scalar(
        name="PhoneNumber",
        description="E.164 after normalisation ('+498912345678').",
        serialize=str,
        parse_value=_parse_text,
    ),
    EmailAddress: strawberry.scalar(
        name="EmailAddress",
        description="Trimmed; comparison is on the lower-cased form.",
        serialize=str,
        parse_value=_parse_text,
    ),
    JSONScalar: strawberry.scalar(
        name="JSON", description="Any JSON value.", serialize=lambda value: value
    ),
}
