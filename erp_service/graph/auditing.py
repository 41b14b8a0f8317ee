"""The ERP's audit, for the order process."""

import strawberry

from chassis.audit_graph import AuditedWrite, AuditVerdict, place
from chassis.scalars import DateTimeScalar
from erp_service.graph.context import Info
from erp_service.graph.internal import internal


@strawberry.type
class AuditQuery:
    """What the order process reads of it."""

    @internal
    async def erp_audit(
        self,
        info: Info,
        owners: list[strawberry.ID],
        most: int,
        after_at: DateTimeScalar | None = None,
        after_sequence: int = 0,
    ) -> list[AuditedWrite]:
        """What was written about orders or customers, oldest first."""
        found = await info.context.audit.page(owners, place(after_at, after_sequence), most)
        return [AuditedWrite.of(each) for each in found]

    @internal
    async def erp_audit_verdict(self, info: Info) -> AuditVerdict:
        """Compute the hash chain anew."""
        return AuditVerdict.of(await info.context.audit.verify())
