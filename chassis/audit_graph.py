"""A service's audit for the order process, which shows it beside its own; never public."""

from dataclasses import asdict
from typing import Self

import strawberry
from strawberry import ID

from chassis.audit_chain import Verification
from chassis.audit_reading import AuditRecord, Place
from chassis.scalars import DateTimeScalar


@strawberry.federation.type(shareable=True, inaccessible=True)
class AuditedChange:
    """One value that was changed."""

    path: str
    before: str | None
    after: str | None


@strawberry.federation.type(shareable=True, inaccessible=True)
class AuditedWrite:
    """One write; ``owner`` is the order or the customer whom it is about."""

    owner: ID
    sequence: int
    id: ID
    at: DateTimeScalar
    actor_kind: str
    actor_id: ID
    client_id: str
    partner_id: ID | None
    operation: str
    entity_type: str
    entity_id: ID
    changes: list[AuditedChange]
    previous_hash: str
    hash: str

    @classmethod
    def of(cls, record: AuditRecord) -> Self:
        """From the stored entry."""
        values = asdict(record)
        changes = [AuditedChange(**each) for each in values.pop("changes")]
        return cls(**values, changes=changes)


@strawberry.federation.type(shareable=True, inaccessible=True)
class AuditVerdict:
    """Whether an audit is as it was written."""

    is_intact: bool
    entries: int
    head: str
    broken_at: int | None

    @classmethod
    def of(cls, found: Verification) -> Self:
        """From the verified chain."""
        return cls(is_intact=found.broken_at is None, **asdict(found))


def place(after_at: DateTimeScalar | None, after_sequence: int) -> Place | None:
    """The arguments of a page."""
    return None if after_at is None else Place(after_at, after_sequence)
