"""The CRM's subgraph: first slice, what the order process reads and writes."""

from enum import Enum
from typing import Self

import strawberry
from strawberry import ID
from strawberry.federation import Schema

from chassis.scalars import SCALARS, CountryCode, EmailAddress
from crm_service import records
from crm_service.context import Context
from crm_service.mutations import InvalidInput, Mutation

Info = strawberry.Info[Context, None]


@strawberry.enum
class CustomerKind(Enum):
    """Person or company."""

    PERSON = "PERSON"
    COMPANY = "COMPANY"


@strawberry.enum
class CustomerLifecycle(Enum):
    """Relationship stage."""

    PROSPECT = "PROSPECT"
    CUSTOMER = "CUSTOMER"
    INACTIVE = "INACTIVE"
    BLOCKED = "BLOCKED"
    MERGED = "MERGED"
    ERASED = "ERASED"


@strawberry.type
class CustomerEmail:
    """An e-mail address."""

    address: EmailAddress
    primary: bool
    verified: bool


@strawberry.type
class CustomerAddress:
    """An address."""

    id: ID
    street: str
    house_number: str | None
    postal_code: str
    city: str
    country: CountryCode
    time_zone: str


@strawberry.federation.type(keys=["id"])
class Customer:
    """The CRM's half of a customer."""

    id: ID
    number: str
    kind: CustomerKind
    lifecycle: CustomerLifecycle
    display_name: str | None
    tax_id: str | None
    version: int
    emails: list[CustomerEmail]
    addresses: list[CustomerAddress]

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:  # noqa: A002 - the key's name
        """One entity of a batch."""
        found = await info.context.customers.load(id)
        return None if found is None else cls.of(found)

    @classmethod
    def of(cls, record: records.Customer) -> Self:
        """From a record."""
        return cls(
            id=ID(record.id),
            number=record.number,
            kind=CustomerKind(record.kind),
            lifecycle=CustomerLifecycle(record.lifecycle),
            display_name=record.display_name,
            tax_id=record.tax_id,
            version=record.version,
            emails=[
                CustomerEmail(address=EmailAddress(text), primary=index == 0, verified=False)
                for index, text in enumerate(record.emails)
            ],
            addresses=[
                CustomerAddress(
                    id=ID(item.id),
                    street=item.street,
                    house_number=item.house_number,
                    postal_code=item.postal_code,
                    city=item.city,
                    country=CountryCode(item.country),
                    time_zone=item.time_zone,
                )
                for item in record.addresses
            ],
        )


@strawberry.type
class Query:
    """Reads."""

    @strawberry.field
    async def customer(self, info: Info, id: ID) -> Customer | None:  # noqa: A002 - the argument's name
        """One customer."""
        return await Customer.resolve_reference(info, id)


schema = Schema(
    query=Query,
    mutation=Mutation,
    types=[InvalidInput],
    federation_version="2.3",
    config=strawberry.schema.config.StrawberryConfig(scalar_map=SCALARS),
)
