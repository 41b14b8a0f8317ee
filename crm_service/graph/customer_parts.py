"""What a customer consists of."""

from typing import Self

import strawberry
from strawberry import ID

from chassis.scalars import CountryCode, DateTimeScalar, EmailAddress, PhoneNumber
from crm_service import records
from crm_service.graph.enums import AddressRole, PhoneType


@strawberry.type
class CustomerEmail:
    """An e-mail address."""

    address: EmailAddress
    primary: bool
    verified: bool


@strawberry.type
class CustomerPhone:
    """A phone number."""

    number: PhoneNumber
    type: PhoneType
    primary: bool


@strawberry.type
class CustomerAddress:
    """An address; delivery dates there are days in its time zone."""

    id: ID
    roles: list[AddressRole]
    name: str | None
    street: str
    house_number: str | None
    additional: str | None
    postal_code: str
    city: str
    region: str | None
    country: CountryCode
    time_zone: str

    @classmethod
    def of(cls, record: records.Address) -> Self:
        """From a record."""
        return cls(
            id=ID(record.id),
            roles=[AddressRole(role) for role in record.roles],
            name=record.name,
            street=record.street,
            house_number=record.house_number,
            additional=record.additional,
            postal_code=record.postal_code,
            city=record.city,
            region=record.region,
            country=CountryCode(record.country),
            time_zone=record.time_zone,
        )


@strawberry.type
class Contact:
    """A person at a company."""

    id: ID
    given_name: str | None
    family_name: str
    role: str | None
    email: EmailAddress | None
    phone: PhoneNumber | None

    @classmethod
    def of(cls, record: records.Contact) -> Self:
        """From a record."""
        return cls(
            id=ID(record.id),
            given_name=record.given_name,
            family_name=record.family_name,
            role=record.role,
            email=None if record.email is None else EmailAddress(record.email),
            phone=None if record.phone is None else PhoneNumber(record.phone),
        )


@strawberry.federation.type(inaccessible=True)
class Changer:
    """Who changed him last; the order process carries the change to the ERP in his name."""

    kind: str
    id: ID
    client_id: str
    partner_id: ID | None

    @classmethod
    def of(cls, record: records.Changer) -> Self:
        """From a record."""
        partner = record.partner_id
        return cls(
            kind=record.kind,
            id=ID(record.id),
            client_id=record.client_id,
            partner_id=None if partner is None else ID(partner),
        )


@strawberry.type
class Consent:
    """What a customer agreed to."""

    purpose: str
    granted: bool
    at: DateTimeScalar
    source: str

    @classmethod
    def of(cls, record: records.Consent) -> Self:
        """From a record."""
        at = DateTimeScalar(record.at)
        return cls(purpose=record.purpose, granted=record.granted, at=at, source=record.source)
