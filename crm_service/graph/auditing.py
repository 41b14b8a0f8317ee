"""The CRM's audit, for the order process."""

import strawberry
from strawberry import ID

from chassis.audit_graph import AuditedWrite, AuditVerdict, place
from chassis.scalars import DateTimeScalar
from crm_service.graph.shared import Info


async def crm_audit(
    info: Info,
    owners: list[ID],
    most: int,
    after_at: DateTimeScalar | None = None,
    after_sequence: int = 0,
) -> list[AuditedWrite]:
    """What was written about orders or customers, oldest first."""
    info.context.require_internal()
    found = await info.context.audit.page(owners, place(after_at, after_sequence), most)
    return [AuditedWrite.of(each) for each in found]


async def crm_audit_verdict(info: Info) -> AuditVerdict:
    """Compute the hash chain anew."""
    info.context.require_internal()
    return AuditVerdict.of(await info.context.audit.verify())


@strawberry.type
class AuditQuery:
    """What the order process reads of it."""

    crm_audit: list[AuditedWrite] = strawberry.federation.field(
        resolver=crm_audit, inaccessible=True
    )
    crm_audit_verdict: AuditVerdict = strawberry.federation.field(
        resolver=crm_audit_verdict, inaccessible=True
    )
