"""Who is calling: step 1 of every call. It only reads; ``logInteraction`` records the call."""

import asyncio
from typing import Self

import msgspec
import strawberry
from strawberry import Private

from chassis.regions import normalise_phone
from chassis.scalars import PhoneNumber
from crm_service import customers, interactions, quotes, records
from crm_service.graph.entities import Customer, Interaction, Quote
from crm_service.graph.shared import Info
from crm_service.pages import PageArguments, read_page
from crm_service.tables import INTERACTIONS
from crm_service.visibility import seen

SHOWN_INTERACTIONS = 5


@strawberry.type
class CallerIdentification:
    """What we know by a number."""

    normalised_number: PhoneNumber | None = strawberry.field(
        description="Null when it is no phone number, such as a withheld one."
    )
    matches: list[Customer]
    ids: Private[list[str]]

    @classmethod
    async def of(cls, info: Info, phone_number: PhoneNumber) -> Self:
        """By a customer's own number or one of his contacts'; a merged one is his survivor."""
        number = normalise_phone(phone_number)
        ids: list[str] = []
        if number is not None:
            async with info.context.database.read() as connection:
                found = await customers.find_by_phone(connection, number)
                became = await customers.survivors(connection, found)
                ids = list(dict.fromkeys(became[each] for each in found))
        shown = await asyncio.gather(*(Customer.find(info, one) for one in ids))
        return cls(
            normalised_number=None if number is None else PhoneNumber(number),
            matches=[one for one in shown if one is not None],
            ids=ids,
        )

    @strawberry.field
    async def open_quotes(self, info: Info) -> list[Quote]:
        """What is not decided yet, oldest first; at most a page."""
        query = quotes.find(quotes.OPEN_STATES, self.ids)
        page = await read_page(info.context.database, query, quotes.ORDER, PageArguments())
        return [edge.node for edge in Quote.connection(page).edges]

    @strawberry.field
    async def last_interactions(self, info: Info) -> list[Interaction]:
        """With these customers or from this number, newest first."""
        query = interactions.find_last(self.ids, self.normalised_number, SHOWN_INTERACTIONS)
        query = seen(query, INTERACTIONS.c.customer_id, info.context.caller.actor)
        async with info.context.database.read() as connection:
            states = (await connection.execute(query)).scalars().all()
        return [Interaction.of(msgspec.convert(state, records.Interaction)) for state in states]
