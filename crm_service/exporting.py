"""What the CRM keeps of a customer, for a request to see it (§3.7): every record, as it is kept."""

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from crm_service.contracts import find
from crm_service.tables import CONTRACTS, CUSTOMERS, INTERACTIONS, QUOTE_REVISIONS, QUOTES

Record = dict[str, Any]


async def export(connection: AsyncConnection, customer_id: str) -> str:
    """A JSON list of ``{entityType, id, data}``: him, quotes, contracts, conversations."""
    quotes = (
        select(QUOTE_REVISIONS.c.state)
        .join(QUOTES, QUOTES.c.id == QUOTE_REVISIONS.c.quote_id)
        .where(QUOTES.c.customer_id == customer_id)
        .order_by(QUOTES.c.created_at, QUOTES.c.id, QUOTE_REVISIONS.c.revision)
    )
    talks = select(INTERACTIONS.c.state).where(INTERACTIONS.c.customer_id == customer_id)
    queries = {
        "Customer": select(CUSTOMERS.c.state).where(CUSTOMERS.c.id == customer_id),
        "Quote": quotes,
        "Contract": find(customer_id).order_by(CONTRACTS.c.created_at, CONTRACTS.c.id),
        "Interaction": talks.order_by(INTERACTIONS.c.started_at, INTERACTIONS.c.id),
    }
    found: list[Record] = []
    for entity_type, query in queries.items():
        states = (await connection.execute(query)).scalars()
        found += [{"entityType": entity_type, "id": each["id"], "data": each} for each in states]
    return msgspec.json.encode(found).decode()
