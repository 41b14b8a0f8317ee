"""The CRM's process: database, fixture, door."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette

from chassis.audit_reading import AuditReader
from chassis.audit_sealing import seal_as_it_grows
from chassis.database import Database
from chassis.graphql_execution import SchemaExecutor
from chassis.identity import SYSTEM_ACTOR, Caller, secret
from chassis.outbox import OutboxFeed
from chassis.profile import is_production
from chassis.service import ServiceApp, ServiceDoor, service_app
from crm_service.context import Context
from crm_service.expiry import keep_expiring
from crm_service.fixture import load_fixture
from crm_service.schema import schema
from crm_service.tables import AUDIT, AUDIT_CHAIN, OUTBOX
from crm_service.writing import Writer

MIGRATIONS = Path(__file__).parent / "migrations"


async def open_service(
    database_url: str, fixture: Path | None, *, only_if_empty: bool = False
) -> ServiceApp:
    """The application on a migrated database.

    Raises:
        InputError: an unusable database or fixture.
    """
    database = await Database.open(database_url, MIGRATIONS)
    try:
        if fixture is not None:
            await load_fixture(database, fixture, only_if_empty=only_if_empty)
    except BaseException:
        await database.close()
        raise
    feed = OutboxFeed(database, OUTBOX)
    audit = AuditReader(database, AUDIT, AUDIT_CHAIN)

    def context_for(caller: Caller) -> Context:
        return Context(database, feed, audit, caller)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(keep_expiring(Writer(database, feed, SYSTEM_ACTOR))),
            asyncio.create_task(seal_as_it_grows(feed.changed, audit.seal)),
        ]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await database.close()

    door = ServiceDoor(
        SchemaExecutor(schema),
        feed,
        context_for,
        secret(),
        allows_anonymous=not is_production(),
    )
    return service_app(door, lifespan)
