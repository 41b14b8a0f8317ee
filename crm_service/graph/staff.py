"""The agents."""

from typing import Self

import strawberry
from strawberry import ID

from crm_service.graph.shared import Info


@strawberry.federation.type(keys=["id"])
class StaffMember:
    """One agent."""

    id: ID
    display_name: str

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:  # noqa: A002 - the key's name
        """One entity of a batch."""
        return await cls.find(info, id)

    @classmethod
    async def find(cls, info: Info, staff_id: str | None) -> Self | None:
        """By id; loaded in batches."""
        found = None if staff_id is None else await info.context.staff.load(staff_id)
        return None if found is None else cls(id=ID(found.id), display_name=found.display_name)
