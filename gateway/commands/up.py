"""``unisono up``: CRM, ERP and gateway on this machine."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from chassis.errors import InputError
from chassis.serving import listen
from gateway.demo.orders import place_demo_orders
from gateway.supervision.child import UNUSABLE_INPUT, Child, ChildRefusedError
from gateway.supervision.installation import Installation


def add_to(commands: Any) -> None:
    """Declare the command and its flags."""
    parser = commands.add_parser("up", help="CRM, ERP and gateway on this machine")
    parser.add_argument("--data", type=Path, default=Path("data"), metavar="DIR")
    parser.add_argument("--fixture", type=Path, metavar="FILE", help="instead of the demo data")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--crm-port", type=int, default=8001)
    parser.add_argument("--erp-port", type=int, default=8002)
    parser.add_argument("--workers", type=int, default=1, metavar="N")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Start everything, say ``ready``, and keep it alive until told to stop."""
    if arguments.workers != 1:
        raise InputError(
            f"--workers: {arguments.workers} workers need PostgreSQL for the order process, "
            "and `up` runs on SQLite; leave the flag out"
        )
    installation = Installation(
        arguments.data,
        arguments.fixture,
        arguments.host,
        arguments.port,
        arguments.crm_port,
        arguments.erp_port,
    )
    for port in (installation.port, installation.crm_port, installation.erp_port):
        listen(installation.host, port).close()
    os.environ["UNISONO_SECRET"] = installation.prepare()
    return asyncio.run(_supervise(installation))


async def _supervise(installation: Installation) -> int:
    crm, erp = installation.services()
    gateway = installation.gateway()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    work = asyncio.create_task(_run(crm, erp, gateway, installation))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            await work
    except ChildRefusedError as refused:
        sys.stderr.write(f"unisono: {refused} could not be started; see its message above\n")
        return UNUSABLE_INPUT
    else:
        return 0
    finally:
        work.cancel()
        stopping.cancel()
        # The gateway first: its open requests still need the services.
        await gateway.stop()
        await asyncio.gather(crm.stop(), erp.stop())


async def _run(crm: Child, erp: Child, gateway: Child, installation: Installation) -> None:
    await asyncio.gather(crm.start(), erp.start())
    await gateway.start()
    if installation.fixture is None:
        await _place_demo_orders(installation.url)
    sys.stdout.write(f"ready {installation.url}\n")
    sys.stdout.flush()
    await asyncio.gather(crm.keep_alive(), erp.keep_alive(), gateway.keep_alive())


async def _place_demo_orders(url: str) -> None:
    try:
        await place_demo_orders(url)
    except InputError as error:
        # Everything else works without them; the next start tries again.
        sys.stderr.write(f"unisono: a demo order is missing: {error}\n")
