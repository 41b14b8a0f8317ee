"""World W in one process: the real CRM and ERP behind ASGI transports, and the order process.

A ``Wire`` stands before each system: it counts the calls, and can cut the line or stop the world.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec

from chassis.identity import DEVELOPMENT_ACTOR, INTERNAL_HEADER, Actor, secret, sign_internal
from crm_service.service import open_service as open_crm
from erp_service.service import open_service as open_erp
from gateway.orders import workflows
from gateway.orders.service import OrderProcess, OrdersSettings, open_orders
from tests.databases.kinds import Databases

FIXTURE_W = Path(__file__).parents[2] / "fixtures" / "fixture-w.yaml"
MONDAY_MORNING = "2026-03-02T09:00:00+01:00"
JSON = dict[str, Any]
PROPAGATION = (b"query ReadCustomers", b"mutation UpsertPartners")


class Wire(httpx.AsyncBaseTransport):
    """One system's line; ``before`` and ``after`` see each call of an order and may raise."""

    def __init__(self, app: Any) -> None:
        self._inner = httpx.ASGITransport(app=app)
        self.is_cut = False
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_cut:
            raise httpx.ConnectError("the line is cut")
        is_of_an_order = not any(name in request.content for name in PROPAGATION)
        if request.url.path != "/graphql" or not is_of_an_order:
            return await self._inner.handle_async_request(request)
        self.before()
        response = await self._inner.handle_async_request(request)
        await response.aread()
        self.after()
        return response


@dataclass
class World:
    """The process and both systems, asked by GraphQL only."""

    folder: Path
    crm: Wire
    erp: Wire
    databases: Databases
    process: OrderProcess = field(init=False)

    async def open_process(self) -> None:
        """A process on the world's database, with nothing running yet."""
        url = self.databases.at(self.folder / "orders.db")
        settings = OrdersSettings(url, "http://crm", "http://erp", secret(), self.crm, self.erp)
        self.process = await open_orders(settings)

    async def ask(self, text: str, actor: Actor = DEVELOPMENT_ACTOR, **variables: object) -> JSON:
        """The data of the process's answer."""
        body = msgspec.json.encode({"query": text, "variables": variables})
        answer: JSON = msgspec.json.decode(await self.process.execute(body, actor))
        assert "errors" not in answer, answer["errors"]
        data: JSON = answer["data"]
        return data

    async def ask_system(self, wire: Wire, text: str, **variables: object) -> JSON:
        """The data of a system's own answer, asked directly."""
        headers = {INTERNAL_HEADER: sign_internal(DEVELOPMENT_ACTOR, secret())}
        transport = wire._inner
        async with httpx.AsyncClient(transport=transport, base_url="http://system") as client:
            body = {"query": text, "variables": variables}
            answer: JSON = (await client.post("/graphql", json=body, headers=headers)).json()
        assert "errors" not in answer, answer["errors"]
        data: JSON = answer["data"]
        return data


def set_clock(file: Path, instant: str) -> None:
    """Move the clock of all three."""
    file.write_text(instant)


async def make_databases(folder: Path, databases: Databases) -> None:
    """World W's databases, at rest; the process's are empty, and have their tables."""
    crm = await open_crm(databases.at(folder / "crm.db"), FIXTURE_W)
    erp = await open_erp(databases.at(folder / "erp.db"), FIXTURE_W)
    async with crm.router.lifespan_context(crm), erp.router.lifespan_context(erp):
        pass
    url = databases.at(folder / "orders.db")
    process = await open_orders(OrdersSettings(url, "http://crm", "http://erp", secret()))
    workflows.launch(url, process._run)
    await process.close()


@asynccontextmanager
async def open_world(folder: Path, databases: Databases) -> AsyncIterator[World]:
    """The world of a folder's databases, without a started process."""
    crm = await open_crm(databases.at(folder / "crm.db"), None)
    erp = await open_erp(databases.at(folder / "erp.db"), None)
    async with crm.router.lifespan_context(crm), erp.router.lifespan_context(erp):
        world = World(folder, Wire(crm), Wire(erp), databases)
        await world.open_process()
        yield world


def k2(sku: str, quantity: str, key: str, **more: object) -> JSON:
    """An order of K2 for one line, wanted on Friday 6 March."""
    return {
        "idempotencyKey": key,
        "customer": {"id": "cus_k2"},
        "requestedDeliveryDate": "2026-03-06",
        "lines": [{"sku": sku, "quantity": quantity}],
        **more,
    }
