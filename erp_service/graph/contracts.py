"""The ERP's side of contracts: what has been called off."""

from typing import Self

import strawberry

from chassis.scalars import DecimalScalar
from erp_service.graph.common import Money, quantity
from erp_service.graph.context import Info
from erp_service.store.contracts import CallOff


@strawberry.type
class ContractCallOff:
    """A contract line that orders name; what remains is null without a target."""

    contract_line_id: strawberry.ID
    released_quantity: DecimalScalar
    released_value: Money
    remaining_quantity: DecimalScalar | None
    remaining_value: Money | None

    @classmethod
    def of(cls, found: CallOff) -> Self:
        """From the stored orders."""
        rest, left = found.remaining_quantity, found.remaining_value
        return cls(
            contract_line_id=strawberry.ID(found.contract_line_id),
            released_quantity=quantity(found.quantity),
            released_value=Money.of(found.value, found.currency),
            remaining_quantity=None if rest is None else quantity(rest),
            remaining_value=None if left is None else Money.of(left, found.currency),
        )


@strawberry.federation.type(keys=["id"])
class Contract:
    """A contract of the CRM; the ERP knows its call-offs only."""

    id: strawberry.ID

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> Self:  # noqa: A002 - the key's name
        """From its key."""
        return cls(id=id)

    @strawberry.field
    async def called_off(self, info: Info) -> list[ContractCallOff] | None:
        """By contract line; those that no order names are left out."""
        found = await info.context.call_offs.load(self.id)
        return [ContractCallOff.of(each) for each in found or []]
