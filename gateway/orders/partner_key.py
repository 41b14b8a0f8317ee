"""A partner's key, as far as it may be told; apart from where it is kept, for the door."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PartnerKey:
    """What may be told of a key.

    Attributes:
        label: what the operator calls it.
        created_by: the id of who made it.
    """

    id: str
    partner_id: str
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    revoked_at: datetime | None = None
