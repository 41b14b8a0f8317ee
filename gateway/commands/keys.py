"""``unisono keys``: keys of partners' programs, on a running stack."""

import argparse
import os
import sys
from typing import Any

import httpx
import msgspec

from chassis.errors import InputError
from gateway.commands.table import show_table
from gateway.endpoint import TIMEOUT_SECONDS

JSON = dict[str, Any]
_COLUMNS = ("ID", "PARTNER", "LABEL", "SCOPES", "CREATED", "BY", "REVOKED")


def add_to(commands: Any) -> None:
    """Declare the command, its actions and their flags."""
    parser = commands.add_parser("keys", help="keys of partners' programs: create, list, revoke")
    actions = parser.add_subparsers(required=True, metavar="create|list|revoke")
    creating = _action(actions, "create", "make a key; it is shown once", _create)
    creating.add_argument("--partner", required=True, metavar="ID")
    creating.add_argument("--label", default="", help="what it is for")
    creating.add_argument("--scopes", default="", metavar="SCOPE,…", help="fewer than a partner's")
    _action(actions, "list", "all keys, without the keys themselves", _list)
    revoking = _action(actions, "revoke", "end a key; it holds ten seconds more at most", _revoke)
    revoking.add_argument("id")


def _action(actions: Any, name: str, text: str, run: Any) -> Any:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="of the gateway")
    parser.add_argument("--token", help="bearer token; else UNISONO_TOKEN, else none")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.set_defaults(run=run)
    return parser


def _create(arguments: argparse.Namespace) -> int:
    scopes = [each for each in arguments.scopes.split(",") if each]
    wanted = {"partnerId": arguments.partner, "label": arguments.label, "scopes": scopes}
    made = _ask(arguments, "POST", "/partner-keys", wanted)
    if arguments.format == "json":
        return _show_json(made)
    sys.stdout.write(f"{made['key']}\n")
    sys.stderr.write("unisono: keep it now; it cannot be shown again\n")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    keys = _ask(arguments, "GET", "/partner-keys")["keys"]
    if arguments.format == "json":
        return _show_json(keys)
    sys.stdout.write(f"{show_table(_COLUMNS, [_row(each) for each in keys])}\n")
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    revoked = _ask(arguments, "DELETE", f"/partner-keys/{arguments.id}")
    if arguments.format == "json":
        return _show_json(revoked)
    sys.stdout.write(f"revoked {revoked['id']} of {revoked['partnerId']}\n")
    return 0


def _row(key: JSON) -> tuple[str, ...]:
    scopes = " ".join(key["scopes"])
    times = (key["createdAt"][:16], key["createdBy"], (key["revokedAt"] or "")[:16])
    return (key["id"], key["partnerId"], key["label"], scopes, *times)


def _show_json(value: object) -> int:
    sys.stdout.write(f"{msgspec.json.format(msgspec.json.encode(value)).decode()}\n")
    return 0


def _ask(arguments: argparse.Namespace, method: str, path: str, body: JSON | None = None) -> JSON:
    token = arguments.token or os.environ.get("UNISONO_TOKEN")
    headers = {"authorization": f"Bearer {token}"} if token else {}
    url = f"{arguments.url.rstrip('/')}{path}"
    try:
        with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False, headers=headers) as client:
            response = client.request(method, url, json=body)
            answer = response.json()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise InputError(
            f"gateway (--url): nothing answers at {arguments.url} ({error}); start it with "
            "`unisono up` or give its address"
        ) from error
    except ValueError as error:
        raise InputError(
            f"gateway (--url): {arguments.url} keeps no partners' keys (status "
            f"{response.status_code}); check the address"
        ) from error
    if response.is_error:
        raise InputError(f"gateway (--url): {answer['errors'][0]['message']}")
    found: JSON = answer
    return found
