"""The order process: opened by the gateway, called in process as its own subgraph."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec

from chassis.audit_sealing import seal_as_it_grows
from chassis.database import Database
from chassis.graphql_execution import SchemaExecutor, decode_request
from chassis.identity import Actor
from chassis.migration import migrate_to
from gateway.orders import events, workflows
from gateway.orders.assembly import assemble
from gateway.orders.calls import Calls
from gateway.orders.executors import Executors
from gateway.orders.lost_work import LostWork
from gateway.orders.partner_keys import PartnerKeys
from gateway.orders.parts import Parts
from gateway.orders.privacy import is_valid
from gateway.orders.propagation import Propagation
from gateway.orders.reconciliation.running import PREFIX
from gateway.orders.reconciliation.schedule import keep_schedule
from gateway.orders.saga.following import follow_ups
from gateway.orders.schema.resolvers import SCHEMA
from gateway.orders.store.executors import ExecutorStore
from gateway.orders.store.partner_keys import PartnerKeyStore
from gateway.orders.systems.client import System
from gateway.subgraphs.http import HttpSubgraphClient
from gateway.subgraphs.over_httpx import HttpxSubgraphClient

MIGRATIONS = Path(__file__).parent / "store" / "migrations"


@dataclass(frozen=True, slots=True)
class OrdersSettings:
    """Where everything is; transports are given by component tests only.

    Attributes:
        reconcile_every: how often both systems are compared by the clock; zero is never.
    """

    database_url: str
    crm_url: str
    erp_url: str
    secret: str
    crm_transport: httpx.AsyncBaseTransport | None = None
    erp_transport: httpx.AsyncBaseTransport | None = None
    reconcile_every: timedelta = timedelta(0)


class OrderProcess:
    """The process subgraph and its durable work."""

    schema = SCHEMA

    def __init__(self, database: Database, parts: Parts, settings: OrdersSettings) -> None:
        self.partner_keys = PartnerKeys(PartnerKeyStore(database))
        self._executor = SchemaExecutor(SCHEMA)
        self._database = database
        self._parts = parts
        self._settings = settings
        self._readers: list[asyncio.Task[None]] = []
        self._lost = LostWork(self._unfinished)
        self._executors = Executors(ExecutorStore(database), self._lost)

    async def start(self) -> None:
        """Take up unfinished claims and follow both systems' events."""
        background = [*_background(self._parts, self._settings), self._lost.run()]
        if self._database.is_shared:
            background.append(await self._share())
        else:
            workflows.launch(self._settings.database_url, self._run)
            for work_id in await self._unfinished():
                await workflows.start_again(work_id)
        self._readers = [asyncio.create_task(each) for each in background]

    async def _share(self) -> Coroutine[Any, Any, None]:
        """Begin work beside other gateways; what looks after them is to be run."""
        await self._executors.join()
        workflows.launch(self._settings.database_url, self._run, self._executors.me)
        await self._executors.take_over_strangers()
        return self._executors.run()

    async def _unfinished(self) -> list[str]:
        reports = await self._parts.review.reports.unfinished()
        return [*await self._parts.claims.unfinished(), *reports]

    def context(self, actor: Actor) -> Calls:
        """The context of one request, e.g. of a subscription on ``schema``."""
        return Calls(self._parts, actor)

    async def execute(self, body: bytes, actor: Actor) -> bytes:
        """Answer one GraphQL request (JSON in, JSON out)."""
        answer = await self._executor.execute(decode_request(body), self.context(actor))
        return msgspec.json.encode(answer)

    async def subscribe(self, body: bytes, actor: Actor) -> AsyncGenerator[bytes, None]:
        """One response (JSON) for each event of a GraphQL subscription."""
        answers = self._executor.subscribe(decode_request(body), self.context(actor))
        async with aclosing(answers):
            async for answer in answers:
                yield msgspec.json.encode(answer)

    async def export(self, export_id: str, token: str) -> bytes | None:
        """A bundle of exported data (JSON), for whoever has its link; None: no such link."""
        found = await self._parts.exports.get(export_id)
        if found is None:
            return None
        expires, bundle = found
        return bundle if is_valid(token, export_id, expires, self._parts.secret) else None

    async def _run(self, work_id: str) -> None:
        """A workflow's work: a run of the reconciliation, or a claim."""
        parts = self._parts
        systems = {"CRM": parts.crm, "ERP": parts.erp}
        if work_id.startswith(f"{PREFIX}_"):
            await parts.review.reconciling.run(work_id, systems, parts.pauses)
        else:
            await parts.runner.run(work_id, systems)

    async def close(self) -> None:
        """Stop; unfinished work is carried on by the other gateways, or by the next start."""
        for reader in self._readers:
            reader.cancel()
        for reader in self._readers:
            with contextlib.suppress(asyncio.CancelledError):
                await reader
        await workflows.shut_down()
        if self._database.is_shared:
            await self._executors.leave()
        for system in (self._parts.crm, self._parts.erp):
            await system.close()
        await self._database.close()


async def open_orders(settings: OrdersSettings) -> OrderProcess:
    """Open the process's database; call ``start`` to begin work.

    Raises:
        DatabaseUnusableError: the database cannot be opened or migrated.
    """
    database = await Database.open(settings.database_url, MIGRATIONS)
    crm = _system("CRM", settings.crm_url, settings.secret, settings.crm_transport)
    erp = _system("ERP", settings.erp_url, settings.secret, settings.erp_transport)
    return OrderProcess(database, assemble(database, crm, erp, settings.secret), settings)


async def migrate_orders(database_url: str, revision: str) -> None:
    """Bring the process's schema to a revision, up or down; nothing may run on it meanwhile."""
    await migrate_to(database_url, MIGRATIONS, revision)


def _background(parts: Parts, settings: OrdersSettings) -> list[Coroutine[Any, Any, None]]:
    """What runs as long as the process."""
    orders, links = parts.orders, parts.links
    of_crm = {
        "Customer": events.customers(links),
        "CustomerAddress": follow_ups(orders, parts.claims),
    }
    of_erp = {"SalesOrder": events.sales_orders(parts.erp, orders)}
    every, reports = settings.reconcile_every, parts.review.reports
    scheduled = [keep_schedule(reports, every, workflows.start)] if every else []
    return [
        *scheduled,
        events.follow(parts.crm, orders, of_crm),
        events.follow(parts.erp, orders, of_erp),
        Propagation(parts.crm, parts.erp, links).run(),
        seal_as_it_grows(orders.changed, parts.journal.seal),
    ]


def _system(name: str, url: str, secret: str, transport: httpx.AsyncBaseTransport | None) -> System:
    feed = httpx.AsyncClient(base_url=url, transport=transport, trust_env=False)
    door = f"{url}/graphql"
    calls = HttpSubgraphClient(door) if transport is None else HttpxSubgraphClient(door, feed)
    return System(name, calls, feed, secret)
