"""The two kinds of database that tests run on; a database is named by the path that it might have.

``--database postgresql`` (or ``UNISONO_TEST_DATABASE``) chooses; SQLite is the default.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from tests.databases.server import Server

KINDS = ("sqlite", "postgresql")


class Databases(Protocol):
    """Where tests get their databases."""

    kind: str

    def at(self, path: Path) -> str:
        """The URL of the database at this path, empty when it is new."""
        ...

    def copy(self, source: Path, target: Path) -> str:
        """A copy of a database that nobody has open; gives its URL."""
        ...

    def drop_below(self, folder: Path) -> None:
        """Free what was made in a folder."""
        ...


class SqliteDatabases:
    """Files where they are named."""

    kind = "sqlite"

    def at(self, path: Path) -> str:
        return f"sqlite+aiosqlite:///{path}"

    def copy(self, source: Path, target: Path) -> str:
        shutil.copy(source, target)
        return self.at(target)

    def drop_below(self, folder: Path) -> None:
        for file in folder.glob("*.db*"):
            file.unlink()


class PostgresqlDatabases:
    """Databases of one server, named by the digest of their path."""

    kind = "postgresql"

    def __init__(self, server: Server) -> None:
        self._server = server
        self._made: dict[Path, str] = {}

    def at(self, path: Path) -> str:
        if path not in self._made:
            self._create(path, "template1")
        return self._server.url(self._made[path])

    def copy(self, source: Path, target: Path) -> str:
        self._create(target, self._made[source])
        return self.at(target)

    def drop_below(self, folder: Path) -> None:
        for path in [each for each in self._made if each.is_relative_to(folder)]:
            self._administer("DROP DATABASE {} WITH (FORCE)", self._made.pop(path))

    def _create(self, path: Path, template: str) -> None:
        name = "t" + hashlib.sha256(str(path).encode()).hexdigest()[:24]
        self._administer("CREATE DATABASE {} TEMPLATE {}", name, template)
        self._made[path] = name

    def _administer(self, statement: str, *names: str) -> None:
        filled = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(self._server.dsn("postgres"), autocommit=True) as connection:
            connection.execute(filled)
