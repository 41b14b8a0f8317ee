"""The enumerations of the schema; records hold their names."""

from enum import Enum

import strawberry


@strawberry.enum
class CustomerKind(Enum):
    """Person or company."""

    PERSON = "PERSON"
    COMPANY = "COMPANY"


@strawberry.enum(
    description="Relationship stage; PROSPECT until the ERP has confirmed a first order."
)
class CustomerLifecycle(Enum):
    """Relationship stage."""

    PROSPECT = "PROSPECT"
    CUSTOMER = "CUSTOMER"
    INACTIVE = "INACTIVE"
    BLOCKED = "BLOCKED"
    MERGED = "MERGED"
    ERASED = "ERASED"


@strawberry.enum
class PhoneType(Enum):
    """What a number is for."""

    OFFICE = "OFFICE"
    MOBILE = "MOBILE"
    FAX = "FAX"
    OTHER = "OTHER"


@strawberry.enum
class AddressRole(Enum):
    """What an address is for."""

    SOLD_TO = "SOLD_TO"
    SHIP_TO = "SHIP_TO"
    BILL_TO = "BILL_TO"
    PAYER = "PAYER"


@strawberry.enum
class DuplicateMatchKind(Enum):
    """What two customers have in common (R-DUP)."""

    TAX_ID = "TAX_ID"
    PARTNER_REFERENCE = "PARTNER_REFERENCE"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    NAME_AND_POSTAL_CODE = "NAME_AND_POSTAL_CODE"


@strawberry.enum
class QuoteState(Enum):
    """The states of a quote's revision."""

    DRAFT = "DRAFT"
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    ORDERED = "ORDERED"
    LOST = "LOST"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"


@strawberry.enum
class InteractionChannel(Enum):
    """The medium of a conversation."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"
    CHAT = "CHAT"
    MEETING = "MEETING"
    PARTNER_API = "PARTNER_API"
    SYSTEM = "SYSTEM"


@strawberry.enum
class InteractionDirection(Enum):
    """Who began."""

    INBOUND = "INBOUND"
    OUTBOUND = "OUTBOUND"
    INTERNAL = "INTERNAL"


@strawberry.enum
class UserErrorCode(Enum):
    """Why a write was refused."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    NOT_ALLOWED_IN_STATE = "NOT_ALLOWED_IN_STATE"
    DUPLICATE_CUSTOMER = "DUPLICATE_CUSTOMER"
    REVISION_CONFLICT = "REVISION_CONFLICT"
    FIELD_NOT_OWNED = "FIELD_NOT_OWNED"
    EXPIRED = "EXPIRED"
    PERMISSION = "PERMISSION"
    ERASED = "ERASED"


@strawberry.enum
class SystemOfRecord(Enum):
    """Who is the master of a field."""

    CRM = "CRM"
    ERP = "ERP"
    GATEWAY = "GATEWAY"


@strawberry.enum
class ContractState(Enum):
    """How far a contract is."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    TERMINATED = "TERMINATED"


@strawberry.enum
class ContractKind(Enum):
    """What a contract is measured by."""

    QUANTITY = "QUANTITY"
    VALUE = "VALUE"
    SERVICE = "SERVICE"
