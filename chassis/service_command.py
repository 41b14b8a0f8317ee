"""``python -m crm_service`` and ``python -m erp_service``: one service in its own process."""

import argparse
import asyncio
import contextlib
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import NoReturn, Protocol

import uvloop

from chassis.command_line import OneLineParser, exit_with
from chassis.migration import migrate_to
from chassis.service import ServiceApp
from chassis.serving import listen, serve


class OpenService(Protocol):
    """How a service gives its application: migrated, and with its fixture loaded."""

    def __call__(
        self, database_url: str, fixture: Path | None, *, only_if_empty: bool = False
    ) -> Awaitable[ServiceApp]:
        """Open it."""
        ...


def main(
    name: str,
    default_port: int,
    open_service: OpenService,
    migrations: Path,
    arguments: Sequence[str] | None = None,
) -> NoReturn:
    """Run a service until it is told to stop; exit code 2 on unusable input."""
    parser = _parser(name, default_port)
    exit_with(lambda: _main(parser.parse_args(arguments), open_service, migrations))


def _parser(name: str, default_port: int) -> OneLineParser:
    parser = OneLineParser(prog=f"unisono {name}")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=default_port)
    parser.add_argument("--database", default=f"sqlite+aiosqlite:///{name}.db", metavar="URL")
    parser.add_argument("--fixture", type=Path, metavar="FILE")
    # For `unisono up`: its demo data are loaded on the first start and never again.
    parser.add_argument("--fixture-if-empty", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("--migrate", metavar="REVISION", help="bring the schema there, and end")
    return parser


def _main(chosen: argparse.Namespace, open_service: OpenService, migrations: Path) -> int:
    if chosen.migrate:
        asyncio.run(migrate_to(chosen.database, migrations, chosen.migrate))
        return 0
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        uvloop.run(_run(chosen, open_service))
    return 0


async def _run(chosen: argparse.Namespace, open_service: OpenService) -> None:
    bound = listen(chosen.host, chosen.port)
    app = await open_service(
        chosen.database,
        chosen.fixture or chosen.fixture_if_empty,
        only_if_empty=chosen.fixture is None,
    )
    await serve(app, bound, app.on_stop)
