"""``python -m crm_service`` and ``python -m erp_service``: one service in its own process."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import NoReturn, Protocol

import uvloop
from starlette.applications import Starlette

from chassis.errors import InputError
from chassis.service import listen, serve


class OpenService(Protocol):
    """How a service gives its application: migrated, and with its fixture loaded."""

    def __call__(
        self, database_url: str, fixture: Path | None, *, only_if_empty: bool = False
    ) -> Awaitable[Starlette]:
        """Open it."""
        ...


def main(
    name: str, default_port: int, open_service: OpenService, arguments: Sequence[str] | None = None
) -> NoReturn:
    """Run a service until it is told to stop; exit code 2 on unusable input."""
    parser = argparse.ArgumentParser(prog=f"unisono {name}")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=default_port)
    parser.add_argument("--database", default=f"sqlite+aiosqlite:///{name}.db", metavar="URL")
    parser.add_argument("--fixture", type=Path, metavar="FILE")
    # For `unisono up`: its demo data are loaded on the first start and never again.
    parser.add_argument("--fixture-if-empty", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    try:
        uvloop.run(_run(chosen, open_service))
    except InputError as error:
        sys.stderr.write(f"unisono: {error}\n")
        sys.exit(2)
    except (KeyboardInterrupt, asyncio.CancelledError):
        pass
    sys.exit(0)


async def _run(chosen: argparse.Namespace, open_service: OpenService) -> None:
    bound = listen(chosen.host, chosen.port)
    app = await open_service(
        chosen.database,
        chosen.fixture or chosen.fixture_if_empty,
        only_if_empty=chosen.fixture is None,
    )
    await serve(app, bound)
