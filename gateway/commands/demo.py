"""``unisono demo``: the call-center story in the terminal, against a running stack."""

import argparse
import asyncio
import sys
from typing import Any

from gateway.demo import narration
from gateway.demo.caller import new_caller
from gateway.demo.comparison import compare
from gateway.demo.operations import REACHED
from gateway.demo.story import Story
from gateway.endpoint import Endpoint, http_client


def add_to(commands: Any) -> None:
    """Declare the command and its flags."""
    parser = commands.add_parser("demo", help="the call-center story, against a running stack")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="of the gateway")
    parser.add_argument("--crm-url", help="where the gateway's CRM is not told by the gateway")
    parser.add_argument("--erp-url", help="likewise the ERP")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Play the story; exit code 1 when CRM and ERP end with different quantities."""
    return asyncio.run(_run(arguments))


async def _run(arguments: argparse.Namespace) -> int:
    async with http_client() as client:
        gateway = Endpoint("gateway (--url)", arguments.url, client)
        await gateway.ask(REACHED)
        told = await gateway.subgraphs()
        crm = Endpoint("CRM (--crm-url)", arguments.crm_url or told["crm"], client)
        erp = Endpoint("ERP (--erp-url)", arguments.erp_url or told["erp"], client)
        # Before the first write: a story that cannot be finished is not begun.
        for endpoint in (crm, erp):
            await endpoint.ask(REACHED)
        order = await Story(gateway, new_caller(), _say).play()
        found = await compare(crm, erp, order)
    _say("\n   Read directly from both systems:")
    for line in narration.comparison(found):
        _say(f"   {line}")
    return 0 if found.is_equal else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
