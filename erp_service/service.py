"""The ERP service: its database, its fixture, its door."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import select
from starlette.applications import Starlette

from chassis.audit_reading import AuditReader
from chassis.audit_sealing import seal_as_it_grows
from chassis.database import Database
from chassis.graphql_execution import SchemaExecutor
from chassis.identity import Caller, secret
from chassis.outbox import OutboxFeed
from chassis.profile import is_production
from chassis.service import ServiceApp, ServiceDoor, service_app
from erp_service import tables
from erp_service.fixture import load_fixture
from erp_service.graph.context import Context
from erp_service.schema import schema
from erp_service.store.master_data import load_master_data

MIGRATIONS = Path(__file__).parent / "migrations"


async def open_service(
    database_url: str, fixture: Path | None, *, only_if_empty: bool = False
) -> ServiceApp:
    """Migrate, load the fixture if given, and answer the application.

    Raises:
        InputError: an unusable database or fixture; a fixture for a database that holds data,
            unless ``only_if_empty`` asks to skip it then.
    """
    database = await Database.open(database_url, MIGRATIONS)
    try:
        if fixture is not None and not (only_if_empty and await _holds_data(database)):
            await load_fixture(database, fixture)
        async with database.read() as connection:
            master_data = await load_master_data(connection)
    except BaseException:
        await database.close()
        raise

    feed = OutboxFeed(database, tables.outbox)
    audit = AuditReader(database, tables.audit, tables.audit_chain)

    def context_for(caller: Caller) -> Context:
        return Context(database, feed, audit, caller, master_data)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        sealing = asyncio.create_task(seal_as_it_grows(feed.changed, audit.seal))
        yield
        sealing.cancel()
        await asyncio.gather(sealing, return_exceptions=True)
        await database.close()

    executor = SchemaExecutor(schema)
    door = ServiceDoor(executor, feed, context_for, secret(), allows_anonymous=not is_production())
    return service_app(door, lifespan)


async def _holds_data(database: Database) -> bool:
    async with database.read() as connection:
        return (
            await connection.execute(select(tables.warehouses.c.code).limit(1))
        ).first() is not None
