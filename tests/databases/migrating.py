"""All migrations of a system, there and back: what every system's test of them asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.engines import open_engine
from chassis.migration import BASE, HEAD, migrate

Schema = dict[str, Any]


async def assert_there_and_back(url: str, folder: Path, metadata: MetaData) -> None:
    """Up one by one; then from each version to the newest and back to the one before it, to none."""
    engine = open_engine(url)
    try:
        await migrate(engine, folder, BASE)
        assert await schema_of(engine) == {}
        schemas = {BASE: await schema_of(engine)}
        for revision in revisions(folder):
            await migrate(engine, folder, revision)
            schemas[revision] = await schema_of(engine)
        newest = schemas[revisions(folder)[-1]]
        assert await differences(engine, metadata) == []
        for revision in reversed(list(schemas)[:-1]):
            await migrate(engine, folder, revision)
            assert await schema_of(engine) == schemas[revision], f"down to {revision}"
            await migrate(engine, folder, HEAD)
            assert await schema_of(engine) == newest, f"from {revision} up"
        assert await differences(engine, metadata) == []
    finally:
        await engine.dispose()


def revisions(folder: Path) -> list[str]:
    """Oldest first."""
    return [each.revision for each in ScriptDirectory(folder).walk_revisions()][::-1]


async def schema_of(engine: AsyncEngine) -> Schema:
    async with engine.connect() as connection:
        return await connection.run_sync(_schema)


async def differences(engine: AsyncEngine, metadata: MetaData) -> list[Any]:
    """What the tables in code have otherwise than the database."""

    def compare(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with engine.connect() as connection:
        return await connection.run_sync(compare)


def _schema(connection: Connection) -> Schema:
    inspector = inspect(connection)
    return {
        table: {
            "columns": [
                (each["name"], str(each["type"]), each["nullable"], each["default"])
                for each in inspector.get_columns(table)
            ],
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "references": sorted(
                (each["constrained_columns"], each["referred_table"], each["referred_columns"])
                for each in inspector.get_foreign_keys(table)
            ),
            "unique": sorted(
                each["column_names"] for each in inspector.get_unique_constraints(table)
            ),
            "indexes": sorted(
                (each["name"], each["column_names"]) for each in inspector.get_indexes(table)
            ),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }
