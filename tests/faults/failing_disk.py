"""Run one of our programs on a disk that is full for as long as a file says so.

    python -m tests.faults.failing_disk MARK MODULE [ARGUMENT …]

While the file MARK exists, no database of the process can take another page (SQLite's
``max_page_count``): writers get "database or disk is full". The programs know nothing of it.
"""

from __future__ import annotations

import runpy
import sqlite3
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

NO_LIMIT = 2**31 - 2


def connection_class(mark: Path, base: type[sqlite3.Connection]) -> type[sqlite3.Connection]:
    class LimitedConnection(base):  # type: ignore[misc, valid-type]  # made at run time
        is_full = False

        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            self._look()
            return super().execute(*arguments)

        def cursor(self, *arguments: Any) -> Any:
            self._look()
            return super().cursor(*arguments)

        def _look(self) -> None:
            if mark.exists() != self.is_full:
                self.is_full = not self.is_full
                # A limit below the present size is the present size.
                pages = 1 if self.is_full else NO_LIMIT
                super().execute(f"PRAGMA max_page_count={pages}")

    return LimitedConnection


def limit_connections(mark: Path) -> None:
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    @cache
    def limited_class(base: type[sqlite3.Connection]) -> type[sqlite3.Connection]:
        return connection_class(mark, base)

    def limited(database: Any, **options: Any) -> sqlite3.Connection:
        factory = limited_class(options.pop("factory", sqlite3.Connection))
        return connect(database, factory=factory, **options)

    for module in (sqlite3, sqlite3.dbapi2):
        module.connect = limited  # type: ignore[attr-defined]


def main() -> None:
    mark, module, *arguments = sys.argv[1:]
    limit_connections(Path(mark))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
