"""The answers of mutations: what was written, loaded only when it is asked for, or why not."""

from typing import Self

import strawberry
from strawberry import Private

from crm_service.graph import errors
from crm_service.graph.entities import Contract, Customer, Interaction, Quote
from crm_service.graph.shared import Info
from crm_service.refusals import RefusedError
from crm_service.writing import Work


@strawberry.type
class Payload:
    """What every payload has."""

    user_errors: list[errors.UserError]
    written: Private[str | None]

    @classmethod
    async def of(
        cls, info: Info, operation: str, work: Work, request_id: str | None = None
    ) -> Self:
        """Run a write and answer it."""
        try:
            written = await info.context.write(operation, work, request_id)
        except RefusedError as refused:
            return cls(user_errors=errors.show(refused), written=None)
        return cls(user_errors=[], written=written)


@strawberry.type
class CustomerPayload(Payload):
    """The answer of customer mutations."""

    @strawberry.field
    async def customer(self, info: Info) -> Customer | None:
        """As he is now."""
        return await Customer.find(info, self.written)


@strawberry.type
class QuotePayload(Payload):
    """The answer of quote mutations."""

    @strawberry.field
    async def quote(self, info: Info) -> Quote | None:
        """As it is now."""
        return await Quote.find(info, self.written)


@strawberry.type
class InteractionPayload(Payload):
    """The answer of ``logInteraction``."""

    @strawberry.field
    async def interaction(self, info: Info) -> Interaction | None:
        """As it was written."""
        return await Interaction.find(info, self.written)


@strawberry.type
class ContractPayload(Payload):
    """The answer of contract mutations."""

    @strawberry.field
    async def contract(self, info: Info) -> Contract | None:
        """As it is now."""
        return await Contract.find(info, self.written)
