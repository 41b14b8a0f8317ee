"""``unisono token``: a signed bearer token for the local identity of ``up``."""

import argparse
import re
import sys
from datetime import timedelta
from typing import Any

from chassis.errors import InputError
from chassis.identity import PARTNER_SCOPES, ROLE_SCOPES, Actor, secret, sign_token

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def add_to(commands: Any) -> None:
    """Declare the command and its flags."""
    parser = commands.add_parser("token", help="a signed token for the local identity")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--role", choices=tuple(ROLE_SCOPES))
    who.add_argument("--partner", metavar="ID")
    parser.add_argument("--scopes", metavar="SCOPE,…", help="instead of the role's own")
    parser.add_argument("--client", metavar="ID", help="the program that will use it")
    parser.add_argument("--expires", default="1h", metavar="1h", help="such as 30m, 1h or 7d")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the token."""
    token = sign_token(actor_of(arguments), secret(), lifetime(arguments.expires))
    sys.stdout.write(f"{token}\n")
    return 0


def actor_of(arguments: argparse.Namespace) -> Actor:
    """The actor that the flags describe."""
    chosen = tuple(arguments.scopes.split(",")) if arguments.scopes else None
    if arguments.partner:
        client = arguments.client or f"partner-{arguments.partner}"
        scopes = chosen or PARTNER_SCOPES
        return Actor("PARTNER", arguments.partner, client, arguments.partner, scopes)
    client = arguments.client or "development"
    name = "stf_anna" if arguments.role in ("agent", "admin") else f"stf_{arguments.role}"
    return Actor("STAFF", name, client, None, chosen or ROLE_SCOPES[arguments.role])


def lifetime(text: str) -> timedelta:
    """Read ``30m``.

    Raises:
        InputError: a number and a unit are needed.
    """
    match = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", text)
    if match is None:
        raise InputError(f"--expires: {text!r} is no time span; write 30m, 1h or 7d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
