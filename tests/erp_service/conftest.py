"""A running ERP with the small world of the scenarios, on a Monday at nine in Berlin."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from chassis.identity import DEVELOPMENT_ACTOR, INTERNAL_HEADER, secret, sign_internal
from erp_service.service import open_service
from tests.databases.kinds import Databases

WORLD = Path(__file__).parents[1] / "fixtures" / "fixture-w.yaml"
TERMS = "terms { class paymentTerms prepaymentPercent priceList { code } taxTreatment tierDiscounts { minQuantity discountPercent } }"
PARTS = "{ deliveryDate shipDate quantity warehouse basis }"
SIMULATE = f"""mutation($input: ErpSalesOrderInput!, $prospect: ErpProspectInput) {{
  simulateSalesOrder(input: $input, prospect: $prospect) {{
    asOf netTotal {{ amount }} grossTotal {{ amount currency }} exposureAfter {{ amount }}
    prepaymentDue {{ amount }} creditStatus taxes {{ rate amount {{ amount }} }} {TERMS}
    lines {{
      lineId netAmount {{ amount }} availableOnRequestedDate effectiveDate fullQuantityOn
      confirmed {PARTS}
      alternatives {{ kind sku quantity heldCandidate deliveries {PARTS}
        lineNetAmount {{ amount }} orderGrossTotal {{ amount }} }}
    }}
    userErrors {{ code message path }}
  }}
}}"""
UPSERT = """mutation($input: ErpPartnerInput!) {
  upsertPartner(input: $input) { partner { number version terms { class paymentTerms } credit { limit { amount } } } userErrors { code message path } }
}"""
ORDER = """{ id number externalReference revision status confirmation delivery billing creditStatus
  netTotal { amount } grossTotal { amount } prepaymentDue { amount } prepaymentReceived { amount } prepaymentDueDate
  priceConditions { kind basis rate amount { amount } lineId } confirmedAt
  lines { id sku unit status orderedQuantity confirmedQuantity reservedQuantity cancelledQuantity openQuantity
    unitPrice { amount } discountAmount { amount } netAmount { amount }
    warehouse { code } scheduleLines { shipDate deliveryDate confirmedQuantity warehouse { code } } } }"""
CREATE = f"""mutation($input: ErpSalesOrderInput!) {{
  createSalesOrder(input: $input) {{ salesOrder {ORDER} userErrors {{ code message path }} }}
}}"""
HOLD = """mutation($input: ErpSalesOrderInput!, $holdId: ID!, $requestId: ID!) {
  holdAvailability(input: $input, holdId: $holdId, minutes: 30, requestId: $requestId) { holdId heldUntil userErrors { code path } }
}"""
RELEASE = """mutation($holdId: ID!, $requestId: ID!) {
  releaseHold(holdId: $holdId, requestId: $requestId) { holdId userErrors { code } }
}"""


class Erp:
    """Calls as the order process makes them."""

    def __init__(self, client: httpx.AsyncClient, clock: Path, url: str) -> None:
        self.client = client
        self.clock = clock
        self.url = url

    async def send(self, query: str, *, is_internal: bool = True, **variables: Any) -> Any:
        token = {INTERNAL_HEADER: sign_internal(DEVELOPMENT_ACTOR, secret())}
        body = {"query": query, "variables": variables}
        headers = token if is_internal else {}
        return (await self.client.post("/graphql", json=body, headers=headers)).json()

    async def call(self, query: str, **variables: Any) -> Any:
        """The one root field of a call without faults."""
        answer = await self.send(query, **variables)
        assert "errors" not in answer, answer["errors"]
        (data,) = answer["data"].values()
        return data

    async def place(self, wanted: dict[str, Any], **changes: Any) -> Any:
        """Simulate, then create with the confirmed schedules."""
        checked = await self.call(SIMULATE, input=wanted)
        assert checked["userErrors"] == []
        lines = [
            {**line, "acceptedSchedule": accepted(simulated["confirmed"])}
            for line, simulated in zip(wanted["lines"], checked["lines"], strict=True)
        ]
        return await self.call(CREATE, input={**wanted, "lines": lines, **changes})

    async def entities(self, selection: str, *keys: dict[str, Any]) -> Any:
        """Entities by their keys."""
        query = f"query($keys: [_Any!]!) {{ _entities(representations: $keys) {{ {selection} }} }}"
        return await self.call(query, keys=list(keys))

    async def events(self) -> Any:
        token = {INTERNAL_HEADER: sign_internal(DEVELOPMENT_ACTOR, secret())}
        return (await self.client.get("/events?after=0", headers=token)).json()["events"]


def accepted(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: part[name] for name in ("deliveryDate", "quantity", "warehouse")} for part in parts
    ]


def order(*lines: tuple[str, str], **changes: Any) -> dict[str, Any]:
    """An order of cus_k2 for Friday the 6th; ids follow the external reference."""
    reference = changes.get("externalReference", "ord_1")
    return {
        "externalReference": reference,
        "revision": 1,
        "requestId": f"{reference}-create",
        "customerId": "cus_k2",
        "requestedDeliveryDate": "2026-03-06",
        "deliveryPolicy": "SPLIT",
        "shipTo": {"country": "DE", "timeZone": "Europe/Berlin", "city": "München"},
        "lines": [
            {"lineId": f"{reference}-{index}", "sku": sku, "quantity": quantity}
            for index, (sku, quantity) in enumerate(lines)
        ],
        **changes,
    }


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, all_databases: Databases) -> Path:
    """A database file with the world, to be copied."""
    file = tmp_path_factory.mktemp("erp") / "erp.db"

    async def load() -> None:
        app = await open_service(all_databases.at(file), WORLD)
        async with app.router.lifespan_context(app):
            pass

    asyncio.run(load())
    return file


@pytest.fixture
async def erp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loaded: Path, databases: Databases
) -> AsyncIterator[Erp]:
    clock = tmp_path / "clock"
    clock.write_text("2026-03-02T09:00:00+01:00")
    monkeypatch.setenv("UNISONO_CLOCK", str(clock))
    url = databases.copy(loaded, tmp_path / "erp.db")
    app = await open_service(url, None)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://erp") as client,
    ):
        yield Erp(client, clock, url)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What any engine of this process has executed."""
    found: list[str] = []

    def note(*arguments: Any) -> None:
        text = arguments[2]
        # In the background the audit is sealed, and hints are sent to other processes.
        if not any(each in text for each in ("BEGIN", "audit_chain", "pg_notify")):
            found.append(text)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)
