"""SQLite statements run in the event loop's thread, but never wait there."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chassis.database import Database
from chassis.errors import DatabaseUnusableError
from chassis.sqlite_connection import SqliteConnection

MIGRATIONS = Path(__file__).parent / "migrations"


async def write(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE counter SET n = n + 1"))


async def read(database: Database) -> int:
    async with database.read() as connection:
        return int((await connection.execute(text("SELECT n FROM counter"))).scalar_one())


async def test_a_writer_waits_for_another_process_and_readers_go_on(tmp_path: Path):
    file = tmp_path / "test.db"
    database = await Database.open(f"sqlite+aiosqlite:///{file}", MIGRATIONS)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE counter SET n = 10")
        writing = asyncio.create_task(write(database))
        # Each reading goes once around the event loop; the writer holds none of them up.
        for _ in range(100):
            assert await read(database) == 0
            await asyncio.sleep(0)
        assert not writing.done()
        other.execute("COMMIT")
        await asyncio.wait_for(writing, 10)
    assert await read(database) == 11
    await database.close()


async def test_only_commits_of_writers_leave_the_thread(tmp_path: Path):
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}", MIGRATIONS)
    seen: list[int] = []

    def note(statement: str) -> None:
        if statement.startswith(("SELECT", "UPDATE", "BEGIN", "COMMIT")):
            seen.append(threading.get_ident())

    async with database.read() as connection:
        assert isinstance(connection, SqliteConnection)
        connection._raw.set_trace_callback(note)
    here = threading.get_ident()
    await read(database)
    assert seen == [here] * 2
    seen.clear()
    await write(database)
    assert seen[:2] == [here] * 2
    assert here not in seen[2:]
    assert len(seen) == 3
    await database.close()


async def test_a_commit_is_waited_for_however_often_its_caller_is_cancelled(tmp_path: Path):
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}", MIGRATIONS)
    disk = threading.Event()
    is_written = asyncio.Event()

    async def write_slowly() -> None:
        async with database.write() as connection:
            await connection.execute(text("UPDATE counter SET n = 1"))
            assert isinstance(connection, SqliteConnection)
            connection._driver._tx.put_nowait((None, disk.wait))
            is_written.set()

    writing = asyncio.create_task(write_slowly())
    await is_written.wait()
    for _ in range(3):
        writing.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not writing.done()
    disk.set()
    await asyncio.wait([writing])
    assert writing.cancelled()
    assert await read(database) == 1
    await database.close()


async def test_what_cannot_be_committed_is_told_as_any_other_fault(tmp_path: Path):
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}", MIGRATIONS)

    async def break_a_promise() -> None:
        async with database.write() as connection:
            for statement in (
                "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
                "CREATE TABLE children (id INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED)",
                "INSERT INTO children VALUES (1)",
            ):
                await connection.execute(text(statement))

    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        await break_a_promise()
    await write(database)
    assert await read(database) == 1
    await database.close()


async def test_after_its_end_a_database_is_not_opened_again(tmp_path: Path):
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}", MIGRATIONS)
    await database.close()
    with pytest.raises(DatabaseUnusableError, match="closed"):
        await read(database)
