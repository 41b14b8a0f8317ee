"""``unisono crm`` and ``unisono erp``: this process becomes the service.

The services are programs of their own that the gateway never imports.
"""

import argparse
import os
import sys
from typing import Any


def add_to(commands: Any) -> None:
    """Declare both commands; their flags are the services' own."""
    for name, system in (("crm", "CRM"), ("erp", "ERP")):
        parser = commands.add_parser(name, help=f"the {system} service alone", add_help=False)
        parser.add_argument("rest", nargs=argparse.REMAINDER)
        parser.set_defaults(run=run, service=f"{name}_service", takes_rest=True)


def run(arguments: argparse.Namespace) -> int:
    """Replace this process; does not return."""
    command = [sys.executable, "-m", arguments.service, *arguments.rest]
    os.execv(sys.executable, command)  # noqa: S606 - our own module, no shell
