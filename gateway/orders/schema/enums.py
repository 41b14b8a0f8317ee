"""The enumerations of the process subgraph (domain §4)."""

from enum import Enum

import strawberry


@strawberry.enum
class UserErrorCode(Enum):
    """``UserErrorCode`` of the schema file."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    NOT_ALLOWED_IN_STATE = "NOT_ALLOWED_IN_STATE"
    DUPLICATE_CUSTOMER = "DUPLICATE_CUSTOMER"
    REVISION_CONFLICT = "REVISION_CONFLICT"
    PERMISSION = "PERMISSION"
    ERASED = "ERASED"
    EXPIRED = "EXPIRED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    IDEMPOTENCY_IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"
    INSUFFICIENT_AVAILABILITY = "INSUFFICIENT_AVAILABILITY"
    CREDIT_LIMIT = "CREDIT_LIMIT"
    PARTNER_REFERENCE_USED = "PARTNER_REFERENCE_USED"
    AMENDMENT_IN_PROGRESS = "AMENDMENT_IN_PROGRESS"
    AVAILABILITY_LOST = "AVAILABILITY_LOST"
    PRICE_DEVIATED = "PRICE_DEVIATED"
    SYSTEM_UNAVAILABLE = "SYSTEM_UNAVAILABLE"
    PROPOSAL_STALE = "PROPOSAL_STALE"
    NOTHING_TO_DO = "NOTHING_TO_DO"
    LEGAL_HOLD = "LEGAL_HOLD"
    FIELD_NOT_OWNED = "FIELD_NOT_OWNED"


@strawberry.enum
class OrderStatus(Enum):
    """``OrderStatus`` of the schema file."""

    DRAFT = "DRAFT"
    CHECKING = "CHECKING"
    AWAITING_DECISION = "AWAITING_DECISION"
    SUBMITTING = "SUBMITTING"
    PENDING_ERP = "PENDING_ERP"
    ON_HOLD = "ON_HOLD"
    BACKORDERED = "BACKORDERED"
    PARTIALLY_CONFIRMED = "PARTIALLY_CONFIRMED"
    CONFIRMED = "CONFIRMED"
    IN_FULFILMENT = "IN_FULFILMENT"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    SHIPPED = "SHIPPED"
    COMPLETED = "COMPLETED"
    CHANGE_PENDING = "CHANGE_PENDING"
    CANCELLING = "CANCELLING"
    CANCELLED = "CANCELLED"
    LOST = "LOST"
    NEEDS_ATTENTION = "NEEDS_ATTENTION"


@strawberry.enum
class HoldReason(Enum):
    """``HoldReason`` of the schema file."""

    CREDIT = "CREDIT"
    PREPAYMENT = "PREPAYMENT"
    INCOMPLETE_DATA = "INCOMPLETE_DATA"
    MANUAL = "MANUAL"
    CUSTOMER_BLOCKED = "CUSTOMER_BLOCKED"


@strawberry.enum
class System(Enum):
    """``System`` of the schema file."""

    CRM = "CRM"
    ERP = "ERP"
    GATEWAY = "GATEWAY"


@strawberry.enum
class SyncState(Enum):
    """``SyncState`` of the schema file."""

    IN_SYNC = "IN_SYNC"
    PENDING = "PENDING"
    RETRYING = "RETRYING"
    UNKNOWN_OUTCOME = "UNKNOWN_OUTCOME"
    FAILED = "FAILED"
    CONFLICT = "CONFLICT"


@strawberry.enum
class LinkState(Enum):
    """``LinkState`` of the schema file."""

    LINKED = "LINKED"
    PENDING = "PENDING"
    BROKEN = "BROKEN"
    TOMBSTONE = "TOMBSTONE"


@strawberry.enum
class OrderChannel(Enum):
    """``OrderChannel`` of the schema file."""

    CALL_CENTER = "CALL_CENTER"
    WEB = "WEB"
    PARTNER_API = "PARTNER_API"
    IMPORT = "IMPORT"


@strawberry.enum
class OrderAction(Enum):
    """``OrderAction`` of the schema file."""

    DECIDE = "DECIDE"
    AMEND = "AMEND"
    CANCEL = "CANCEL"
    CANCEL_LINES = "CANCEL_LINES"
    RETRY_SYNC = "RETRY_SYNC"
    RESOLVE_CONFLICT = "RESOLVE_CONFLICT"
    RELEASE_HOLD = "RELEASE_HOLD"


@strawberry.enum
class PromiseBasis(Enum):
    """``PromiseBasis`` of the schema file."""

    STOCK = "STOCK"
    RECEIPT = "RECEIPT"
    LEAD_TIME = "LEAD_TIME"


@strawberry.enum
class CheckOutcome(Enum):
    """``CheckOutcome`` of the schema file."""

    FULLY_DELIVERABLE = "FULLY_DELIVERABLE"
    PARTLY_DELIVERABLE = "PARTLY_DELIVERABLE"
    NOT_DELIVERABLE = "NOT_DELIVERABLE"
    HOLD = "HOLD"


@strawberry.enum
class ProposalKind(Enum):
    """``ProposalKind`` of the schema file."""

    SPLIT = "SPLIT"
    LATER = "LATER"
    REDUCED_QUANTITY = "REDUCED_QUANTITY"
    SUBSTITUTE = "SUBSTITUTE"
    OTHER_WAREHOUSE = "OTHER_WAREHOUSE"
    DROP_LINE = "DROP_LINE"


@strawberry.enum
class AmendmentState(Enum):
    """``AmendmentState`` of the schema file."""

    PROPOSED = "PROPOSED"
    AWAITING_DECISION = "AWAITING_DECISION"
    ACCEPTED = "ACCEPTED"
    APPLYING = "APPLYING"
    APPLIED = "APPLIED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    SUPERSEDED = "SUPERSEDED"


@strawberry.enum
class ActorKind(Enum):
    """``ActorKind`` of the schema file."""

    STAFF = "STAFF"
    CUSTOMER = "CUSTOMER"
    PARTNER = "PARTNER"
    SYSTEM = "SYSTEM"


@strawberry.enum
class ShortfallPolicy(Enum):
    """``ShortfallPolicy`` of the schema file."""

    ASK = "ASK"
    ACCEPT_SPLIT = "ACCEPT_SPLIT"
    ACCEPT_REDUCED = "ACCEPT_REDUCED"
    REJECT = "REJECT"


@strawberry.enum
class UnavailablePolicy(Enum):
    """``UnavailablePolicy`` of the schema file."""

    QUEUE = "QUEUE"
    FAIL = "FAIL"


@strawberry.enum
class OrderDeliveryPolicy(Enum):
    """``OrderDeliveryPolicy`` of the schema file."""

    COMPLETE = "COMPLETE"
    ONE_TIME = "ONE_TIME"
    SPLIT = "SPLIT"


@strawberry.enum
class DuplicatePolicy(Enum):
    """``DuplicatePolicy`` of the schema file."""

    ASK = "ASK"
    USE_EXISTING = "USE_EXISTING"


@strawberry.enum
class ConflictAction(Enum):
    """``ConflictAction`` of the schema file."""

    TAKE_CRM = "TAKE_CRM"
    TAKE_ERP = "TAKE_ERP"
    RELINK = "RELINK"
    CLOSE_AS_INTENDED = "CLOSE_AS_INTENDED"


@strawberry.enum
class PlaceOrderOutcome(Enum):
    """``PlaceOrderOutcome`` of the schema file."""

    CONFIRMED = "CONFIRMED"
    PARTIALLY_CONFIRMED = "PARTIALLY_CONFIRMED"
    BACKORDERED = "BACKORDERED"
    ON_HOLD = "ON_HOLD"
    NEEDS_DECISION = "NEEDS_DECISION"
    QUEUED = "QUEUED"
    REFUSED = "REFUSED"


@strawberry.enum
class OrderEventType(Enum):
    """``OrderEventType`` of the schema file."""

    PLACED = "PLACED"
    CHECKED = "CHECKED"
    DECISION_NEEDED = "DECISION_NEEDED"
    DECIDED = "DECIDED"
    QUEUED = "QUEUED"
    ERP_CREATED = "ERP_CREATED"
    CONFIRMED = "CONFIRMED"
    HELD = "HELD"
    RELEASED = "RELEASED"
    AMENDED = "AMENDED"
    PICKED = "PICKED"
    SHIPPED = "SHIPPED"
    INVOICED = "INVOICED"
    CANCELLED = "CANCELLED"
    CANCEL_REFUSED = "CANCEL_REFUSED"
    CONFLICT_DETECTED = "CONFLICT_DETECTED"
    CONFLICT_RESOLVED = "CONFLICT_RESOLVED"
    SYNC_FAILED = "SYNC_FAILED"
    SYNC_RECOVERED = "SYNC_RECOVERED"


@strawberry.enum
class JobState(Enum):
    """``JobState`` of the schema file."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    SUCCEEDED_WITH_ERRORS = "SUCCEEDED_WITH_ERRORS"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


@strawberry.enum
class ImportErrorPolicy(Enum):
    """What a row that is refused means for the others."""

    REJECT_EVERYTHING = "REJECT_EVERYTHING"
    REJECT_FAILED_ROWS = "REJECT_FAILED_ROWS"


@strawberry.enum
class PrivacyRequestState(Enum):
    """``PrivacyRequestState`` of the schema file."""

    RECEIVED = "RECEIVED"
    RUNNING = "RUNNING"
    PARTLY_DONE = "PARTLY_DONE"
    DONE = "DONE"
    REFUSED = "REFUSED"


@strawberry.enum
class PrivacyRequestKind(Enum):
    """``PrivacyRequestKind`` of the schema file."""

    EXPORT = "EXPORT"
    ERASURE = "ERASURE"
