"""The CRM's half of a customer."""

from typing import Self

import strawberry
from strawberry import ID, Private

from chassis.scalars import CountryCode, DateTimeScalar, EmailAddress, PhoneNumber
from crm_service import records
from crm_service.graph.enums import AddressRole, CustomerKind, CustomerLifecycle, PhoneType
from crm_service.graph.shared import Info, Node
from crm_service.graph.staff import StaffMember


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


@strawberry.federation.type(keys=["id"])
class Customer(Node):
    """A person or a company."""

    id: ID
    number: str = strawberry.federation.field(tags=["partner"])
    kind: CustomerKind
    lifecycle: CustomerLifecycle
    display_name: str | None = strawberry.field(description="Null only after erasure.")
    legal_name: str | None
    given_name: str | None
    family_name: str | None
    tax_id: str | None
    addresses: list[CustomerAddress]
    contacts: list[Contact]
    language_tag: str | None
    consents: list[Consent]
    version: int = strawberry.field(
        description="Increases by one with every accepted change; send it back as expectedVersion."
    )
    created_at: DateTimeScalar
    updated_at: DateTimeScalar
    record: Private[records.Customer]

    @strawberry.field
    def emails(self) -> list[CustomerEmail]:
        """The first one is the primary one."""
        return [
            CustomerEmail(address=EmailAddress(text), primary=index == 0, verified=False)
            for index, text in enumerate(self.record.emails)
        ]

    @strawberry.field
    def phones(self) -> list[CustomerPhone]:
        """The first one is the primary one."""
        return [
            CustomerPhone(number=PhoneNumber(text), type=PhoneType.OTHER, primary=index == 0)
            for index, text in enumerate(self.record.phones)
        ]

    @strawberry.field
    async def owner(self, info: Info) -> StaffMember | None:
        """The agent who looks after him."""
        return await StaffMember.find(info, self.record.owner_id)

    @strawberry.field
    async def merged_into(self, info: Info) -> "Customer | None":
        """The survivor of a merge."""
        survivor = self.record.merged_into
        return None if survivor is None else await Customer.find(info, survivor)

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:  # noqa: A002 - the key's name
        """One entity of a batch."""
        return await cls.find(info, id)

    @classmethod
    async def find(cls, info: Info, customer_id: str) -> Self | None:
        """By id; loaded in batches."""
        found = await info.context.customers.load(customer_id)
        return None if found is None else cls.of(found)

    @classmethod
    def of(cls, record: records.Customer) -> Self:
        """From a record."""
        return cls(
            record=record,
            id=ID(record.id),
            number=record.number,
            kind=CustomerKind(record.kind),
            lifecycle=CustomerLifecycle(record.lifecycle),
            display_name=record.display_name,
            legal_name=record.legal_name,
            given_name=record.given_name,
            family_name=record.family_name,
            tax_id=record.tax_id,
            addresses=[CustomerAddress.of(address) for address in record.addresses],
            contacts=[Contact.of(contact) for contact in record.contacts],
            language_tag=record.language_tag,
            consents=[Consent.of(consent) for consent in record.consents],
            version=record.version,
            created_at=DateTimeScalar(record.created_at),
            updated_at=DateTimeScalar(record.updated_at),
        )
