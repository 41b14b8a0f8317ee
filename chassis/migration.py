"""Migrations with Alembic, forwards at every start and back when an operator asks.

All steps of one call are one transaction, on both databases, and processes that start at the same
time queue for it.
"""

from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.engines import open_engine, unusable
from chassis.errors import DatabaseUnusableError, InputError

HEAD = "head"
BASE = "base"


def run_migrations(metadata: MetaData) -> None:
    """What every ``migrations/env.py`` calls: migrate on the connection that Alembic was handed."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def migrate(engine: AsyncEngine, folder: str | Path, revision: str = HEAD) -> None:
    """Bring the schema to a revision of the folder, up or down.

    Raises:
        DatabaseUnusableError: the schema is of a newer program, or there is no such revision.
    """
    async with engine.connect() as connection:
        try:
            await _begin(connection)
            await connection.run_sync(_run, str(folder), revision)
            await _check(connection)
            await connection.commit()
        except CommandError as error:
            raise DatabaseUnusableError(
                f"database: {error}; its schema was made by a newer program: "
                "start that one, or let it migrate back"
            ) from error
        finally:
            await connection.rollback()
            if engine.dialect.name == "sqlite":
                await connection.exec_driver_sql("PRAGMA foreign_keys=ON")


async def migrate_to(url: str, folder: Path, revision: str) -> None:
    """Bring a database to a revision, ``head`` or ``base`` (which holds nothing); then let it go.

    Raises:
        DatabaseUnusableError: see ``migrate``; or the database cannot be opened.
        InputError: there is no such revision.
    """
    known = [each.revision for each in ScriptDirectory(folder).walk_revisions()]
    if revision not in (*known, HEAD, BASE):
        raise InputError(
            f"--migrate: there is no revision {revision}; choose one of {BASE}, "
            f"{', '.join(reversed(known))}, {HEAD}"
        )
    engine = open_engine(url)
    try:
        await migrate(engine, folder, revision)
    except (SQLAlchemyError, OSError) as error:
        raise unusable(url, error) from error
    finally:
        await engine.dispose()


async def _begin(connection: AsyncConnection) -> None:
    if connection.dialect.name == "postgresql":
        # Others may be migrating, and for longer than any write lasts.
        await connection.exec_driver_sql("BEGIN")
        await connection.exec_driver_sql(
            "SELECT set_config('lock_timeout', '120s', true), "
            "set_config('idle_in_transaction_session_timeout', '120s', true)"
        )
        await connection.exec_driver_sql("SELECT pg_advisory_xact_lock(0)")
        return
    # A table that is rebuilt is dropped in between, which its children would forbid.
    await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    await connection.exec_driver_sql("BEGIN IMMEDIATE")


async def _check(connection: AsyncConnection) -> None:
    if connection.dialect.name == "sqlite":
        broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
        if broken:
            raise AssertionError(f"a migration left references to nothing: {broken[:5]}")


def _run(connection: Connection, folder: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    if revision != HEAD and _is_behind(connection, config, revision):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def _is_behind(connection: Connection, config: Config, revision: str) -> bool:
    """Whether ``revision`` lies before the present one."""
    if revision == BASE:
        return True
    script = ScriptDirectory.from_config(config)
    present = MigrationContext.configure(connection).get_current_revision()
    return revision in {each.revision for each in script.walk_revisions(BASE, present or BASE)}
