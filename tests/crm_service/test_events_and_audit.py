"""Every write leaves one event with the full new state, and one audit entry that names who did it."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import crm_service
from chassis.database import Database
from chassis.identity import Actor
from crm_service.tables import AUDIT
from tests.crm_service.conftest import Crm
from tests.databases.kinds import Databases

MIGRATIONS = Path(crm_service.__file__).parent / "migrations"
CAPTURE = 'mutation ($input: CaptureQuoteInput!) { captureQuote(id: "qot_1", requestId: "r1", input: $input) { userErrors { code } } }'
REVISE = 'mutation ($input: CaptureQuoteInput!) { captureQuoteRevision(quoteId: "qot_1", revision: 2, requestId: "r2", input: $input) { userErrors { code } } }'
MOVE = 'mutation { setQuoteState(quoteId: "qot_1", revision: 2, state: ORDERED, erpOrderNumber: "SO-1", requestId: "r3") { userErrors { code } } }'
JONAS = Actor("STAFF", "stf_jonas", "call-center")


def quote_input(state: str) -> dict[str, Any]:
    return {
        "customerId": "cus_k2",
        "orderId": "ord_1",
        "lineIds": ["lin_1"],
        "state": state,
        "requestedDeliveryDate": "2026-03-06",
        "lines": [{"sku": "VALVE-20", "quantity": "100"}],
    }


async def through_its_life(crm: Crm) -> None:
    await crm.ask(CAPTURE, JONAS, input=quote_input("OFFERED"))
    await crm.ask(REVISE, JONAS, input=quote_input("ACCEPTED"))
    await crm.ask(MOVE, JONAS)


async def test_the_version_of_a_quotes_events_rises_with_every_change(crm: Crm):
    await through_its_life(crm)
    events = [event for event in await crm.events() if event["entityId"] == "qot_1"]
    assert [event["version"] for event in events] == [1, 2, 3]
    assert {(event["type"], event["entityType"]) for event in events} == {("QuoteChanged", "Quote")}
    states = [(event["payload"]["revision"], event["payload"]["state"]) for event in events]
    assert states == [(1, "OFFERED"), (2, "ACCEPTED"), (2, "ORDERED")]
    assert events[-1]["payload"]["erpOrderNumber"] == "SO-1"
    assert events[-1]["payload"]["lines"][0]["quantity"] == "100"


async def test_a_replayed_or_refused_write_leaves_no_event(crm: Crm):
    await through_its_life(crm)
    before = await crm.events()
    await through_its_life(crm)
    await crm.ask(MOVE.replace("r3", "r4").replace("ORDERED", "LOST"), JONAS)
    assert await crm.events() == before


async def test_the_audit_names_person_program_operation_and_order(
    crm: Crm, tmp_path: Path, databases: Databases
):
    await through_its_life(crm)
    database = await Database.open(databases.at(tmp_path / "crm.db"), MIGRATIONS)
    async with database.read() as connection:
        query = select(AUDIT).where(AUDIT.c.entity_id == "qot_1").order_by(AUDIT.c.sequence)
        entries = (await connection.execute(query)).all()
    await database.close()
    assert [entry.operation for entry in entries] == [
        "captureQuote",
        "captureQuoteRevision",
        "setQuoteState",
    ]
    assert {(entry.actor_id, entry.client_id) for entry in entries} == {
        ("stf_jonas", "call-center")
    }
    assert {entry.correlation_id for entry in entries} == {"ord_1"}


HIS_CUSTOMER = """mutation { captureCustomer(id: "cus_p", requestId: "r0", input: {
  kind: COMPANY, legalName: "P", address: {street: "Weg", postalCode: "1", city: "Ort", country: "DE"}
}) { userErrors { code } } }"""


@pytest.mark.parametrize("kind", ["PARTNER", "SYSTEM"])
async def test_what_no_agent_wrote_has_no_agent(crm: Crm, kind: Any):
    actor = Actor(kind, "stf_anna", "import", "prt_p" if kind == "PARTNER" else None)
    await crm.ask(HIS_CUSTOMER, actor)
    await crm.ask(CAPTURE, actor, input={**quote_input("OFFERED"), "customerId": "cus_p"})
    answer = await crm.data('{ quote(id: "qot_1") { revisions { createdBy { id } } } }')
    assert answer["quote"]["revisions"] == [{"createdBy": None}]
