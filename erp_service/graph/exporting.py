"""What is kept of a customer, for the order process."""

import strawberry

from erp_service.exporting import export
from erp_service.graph.context import Info
from erp_service.graph.internal import internal


@strawberry.type
class ExportQuery:
    """Read for a request to see one's data."""

    @internal
    async def partner_export(self, info: Info, customer_id: strawberry.ID) -> str:
        """All that is kept of a customer, as JSON text."""
        async with info.context.database.read() as connection:
            return await export(connection, customer_id)
