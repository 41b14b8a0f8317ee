"""An offer ends with its last day, which is a day of the ship-to address."""

from pathlib import Path
from typing import Any

import pytest

import crm_service
from chassis.database import Database
from chassis.identity import SYSTEM_ACTOR
from chassis.outbox import OutboxFeed
from crm_service.expiry import expire_quotes
from crm_service.tables import OUTBOX
from crm_service.writing import Writer
from tests.crm_service.conftest import Crm
from tests.databases.kinds import Databases

MIGRATIONS = Path(crm_service.__file__).parent / "migrations"
CREATE = 'mutation ($input: CreateQuoteInput!) { createQuote(input: $input, idempotencyKey: "k") { quote { id } userErrors { message } } }'
OFFER = 'mutation ($id: ID!) { offerQuote(id: $id, expectedRevision: 1, validUntil: "2026-03-06") { userErrors { message } } }'
LOSE = 'mutation ($id: ID!) { loseQuote(id: $id, expectedRevision: 1, reason: "x") { userErrors { code } } }'
WANTED: dict[str, Any] = {
    "customerId": "cus_k2",
    "requestedDeliveryDate": "2026-03-06",
    "lines": [{"sku": "PUMP-100", "quantity": "1"}],
}


async def offered(crm: Crm) -> str:
    quote_id = (await crm.data(CREATE, input=WANTED))["createQuote"]["quote"]["id"]
    await crm.data(OFFER, id=quote_id)
    return str(quote_id)


@pytest.mark.parametrize(
    ("instant", "state"),
    [("2026-03-06T23:59:59+01:00", "OFFERED"), ("2026-03-07T00:00:00+01:00", "EXPIRED")],
)
async def test_an_offer_is_expired_when_its_last_day_is_over(
    crm: Crm, tmp_path: Path, instant: str, state: str, databases: Databases
):
    quote_id = await offered(crm)
    crm.clock.write_text(instant)
    database = await Database.open(databases.at(tmp_path / "crm.db"), MIGRATIONS)
    await expire_quotes(Writer(database, OutboxFeed(database, OUTBOX), SYSTEM_ACTOR))
    await database.close()
    answer = await crm.data("query ($id: ID!) { quote(id: $id) { state } }", id=quote_id)
    assert answer["quote"]["state"] == state


async def test_an_offer_that_is_over_is_not_changed_even_before_it_is_seen_to_expire(crm: Crm):
    quote_id = await offered(crm)
    crm.clock.write_text("2026-03-07T00:00:00+01:00")
    assert (await crm.data(LOSE, id=quote_id))["loseQuote"]["userErrors"] == [{"code": "EXPIRED"}]
