"""``unisono serve``: the gateway as configured, or a plain one for any supergraph."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

import uvloop

from chassis.errors import InputError
from chassis.serving import collection_paused, listen, serve
from gateway.commands.source_text import read_text, unusable_supergraph
from gateway.federation.errors import FederationError
from gateway.server.plain import open_plain_gateway
from gateway.settings import load_plain_settings, load_settings
from gateway.supervision.workers import run_workers

CONFIGURATION = Path("unisono.yaml")


def add_to(commands: Any) -> None:
    """Declare the command and its flags."""
    parser = commands.add_parser("serve", help="the gateway")
    parser.add_argument("--config", type=Path, metavar="FILE", help="unisono.yaml")
    parser.add_argument("--supergraph", type=Path, metavar="FILE", help="without order process")
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--workers", type=int, default=1, metavar="N")
    parser.add_argument("--migrate", metavar="REVISION", help="bring the schema there, and end")
    parser.add_argument("--override-label", action="append", default=[], metavar="L")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    if arguments.workers < 1:
        raise InputError(
            f"--workers: {arguments.workers} is no number of processes; give 1 or more"
        )
    if arguments.override_label and not arguments.supergraph:
        raise InputError("--override-label goes with --supergraph; leave the flag out")
    try:
        if arguments.supergraph:
            _plain(arguments)
        else:
            _configured(arguments)
    except (KeyboardInterrupt, asyncio.CancelledError):
        pass
    return 0


def _plain(arguments: argparse.Namespace) -> None:
    settings = load_plain_settings(arguments.config)
    sdl = read_text(arguments.supergraph)
    try:
        with collection_paused():
            door = open_plain_gateway(sdl, arguments.override_label, settings.door)
    except FederationError as error:
        raise unusable_supergraph(arguments.supergraph, error) from error
    bound = listen(arguments.host or "127.0.0.1", _port(arguments, 4000))

    def work() -> None:
        uvloop.run(serve(door, bound, door.streams.stop, has_sockets=True))

    if arguments.workers == 1:
        work()
    else:
        run_workers(arguments.workers, work)


def _configured(arguments: argparse.Namespace) -> None:
    # The order process and all that it stands on: three times the memory of a plain gateway.
    from gateway.orders.service import migrate_orders  # noqa: PLC0415 - see above
    from gateway.server.gateway import open_gateway  # noqa: PLC0415 - see above

    config = arguments.config or CONFIGURATION
    settings = load_settings(config)
    if arguments.migrate:
        asyncio.run(migrate_orders(settings.orders.database, arguments.migrate))
        return
    if arguments.workers > 1 and not settings.orders.database.startswith("postgresql"):
        raise InputError(
            f"--workers: {arguments.workers} gateways share orders on PostgreSQL only; "
            f"serve with 1, or set orders.database in {config}"
        )
    host, port = settings.address
    bound = listen(arguments.host or host, _port(arguments, port))

    async def open_and_serve() -> None:
        try:
            door = await open_gateway(settings)
        except FederationError as error:
            raise unusable_supergraph(Path(settings.supergraph), error) from error
        await serve(door, bound, door.streams.stop, has_sockets=True)

    if arguments.workers == 1:
        uvloop.run(open_and_serve())
    else:
        run_workers(arguments.workers, lambda: uvloop.run(open_and_serve()))


def _port(arguments: argparse.Namespace, default: int) -> int:
    return default if arguments.port is None else int(arguments.port)
