"""Run one of our programs with every boundary of its work counted, and die at a chosen one.

    python -m tests.faults.traced CONTROL MODULE [ARGUMENT …]

A boundary is the moment before or after a commit, and before or after a call that comes in or
goes out. CONTROL is a file: ``trace`` has each boundary appended to CONTROL.trace, ``kill N`` has
the process killed at the N-th boundary after it first read so, anything else (or no file) does
nothing. The programs know nothing of it.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from chassis.service import ServiceApp
from chassis.sqlite_connection import SqliteConnection
from gateway.subgraphs.client import SubgraphReply, SubgraphRequest
from gateway.subgraphs.http import HttpSubgraphClient


class Boundaries:
    """Counts from the moment the control file says so."""

    def __init__(self, control: Path) -> None:
        self._control = control
        self._order = ""
        self._count = 0

    def cross(self, what: str) -> None:
        order = self._read()
        if order != self._order:
            self._order, self._count = order, 0
        self._count += 1
        if order == "trace":
            with self._control.with_suffix(".trace").open("a") as trace:
                trace.write(f"{what}\n")
        elif order == f"kill {self._count}":
            os.kill(os.getpid(), signal.SIGKILL)

    def _read(self) -> str:
        try:
            return self._control.read_text().strip()
        except FileNotFoundError:
            return ""


def watch_commits(boundaries: Boundaries) -> None:
    """Ours on SQLite, and SQLAlchemy's: DBOS's, and ours on PostgreSQL."""
    commit, do_commit = SqliteConnection.commit, DefaultDialect.do_commit

    async def watched(self: SqliteConnection) -> None:
        boundaries.cross("before commit")
        await commit(self)
        boundaries.cross("after commit")

    def watched_commit(self: DefaultDialect, connection: Any) -> None:
        boundaries.cross("before commit")
        do_commit(self, connection)
        boundaries.cross("after commit")

    SqliteConnection.commit = watched  # type: ignore[method-assign]
    DefaultDialect.do_commit = watched_commit  # type: ignore[method-assign]


def watch_calls_out(boundaries: Boundaries) -> None:
    send = HttpSubgraphClient.send

    async def watched(self: HttpSubgraphClient, request: SubgraphRequest) -> SubgraphReply:
        boundaries.cross(f"before call {self._port}")
        reply = await send(self, request)
        boundaries.cross(f"after call {self._port}")
        return reply

    HttpSubgraphClient.send = watched  # type: ignore[method-assign]


def watch_calls_in(boundaries: Boundaries) -> None:
    call = ServiceApp.__call__

    async def watched(self: ServiceApp, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await call(self, scope, receive, send)
            return
        boundaries.cross("request")
        await call(self, scope, receive, send)
        boundaries.cross("answered")

    ServiceApp.__call__ = watched  # type: ignore[method-assign]


def main() -> None:
    control, module, *arguments = sys.argv[1:]
    boundaries = Boundaries(Path(control))
    watch_commits(boundaries)
    watch_calls_out(boundaries)
    watch_calls_in(boundaries)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
