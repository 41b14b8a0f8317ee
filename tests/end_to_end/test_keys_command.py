"""``unisono keys`` against a running stack: a partner's program calls with its key, until it ends."""

import subprocess
import sys

import httpx
import msgspec

from tests.end_to_end.operations import PLACE, k2
from tests.end_to_end.stack import Stack
from tests.end_to_end.tokens import token_of

ORDERS = "{ orders { edges { node { id } } } }"


def keys(stack: Stack, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "gateway", "keys", *arguments, "--url", stack.url("gateway")]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_key_is_made_used_listed_and_revoked(stack: Stack):
    stack.ask(PLACE, {"input": k2("VALVE-20", "10", "keys-0001")})
    made = keys(stack, "create", "--partner", "prt_p", "--label", "shop")
    assert (made.returncode, made.stderr) == (
        0,
        "unisono: keep it now; it cannot be shown again\n",
    )
    key = made.stdout.strip()
    own_order = k2("VALVE-20", "10", "keys-0002", partnerReference="K-1")
    asked = {**own_order, "customer": {"id": "cus_p"}}
    placed = stack.ask(PLACE, {"input": asked}, key)["placeOrder"]
    own = stack.ask(ORDERS, {}, key)["orders"]["edges"]
    assert [edge["node"]["id"] for edge in own] == [placed["order"]["id"]]
    listed = keys(stack, "list")
    assert key not in listed.stdout
    assert listed.stdout.splitlines()[2].split()[1:3] == ["prt_p", "shop"]

    other = keys(stack, "create", "--partner", "prt_p", "--format", "json")
    unused = msgspec.json.decode(other.stdout)
    revoked = keys(stack, "revoke", unused["id"])
    assert revoked.stdout == f"revoked {unused['id']} of prt_p\n"
    assert refused(stack, unused["key"]) == 401
    told = msgspec.json.decode(keys(stack, "list", "--format", "json").stdout)
    assert [each["revokedAt"] is None for each in told] == [True, False]


def refused(stack: Stack, key: str) -> int:
    headers = {"authorization": f"Bearer {key}"}
    url = f"{stack.url('gateway')}/graphql"
    return httpx.post(url, json={"query": ORDERS}, headers=headers, trust_env=False).status_code


def test_only_an_administrator_makes_keys(stack: Stack):
    agent = token_of(stack, "--role", "agent")
    told = keys(stack, "create", "--partner", "prt_p", "--token", agent)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "unisono: gateway (--url): this needs the scope sync:admin\n"
    partner = token_of(stack, "--partner", "prt_p")
    assert keys(stack, "list", "--token", partner).returncode == 2
    wide = keys(stack, "create", "--partner", "prt_p", "--scopes", "sync:admin")
    assert wide.returncode == 2
    assert "sync:admin is not for partners" in wide.stderr
    assert keys(stack, "revoke", "unknown").returncode == 2


def test_no_form_of_another_site_makes_a_key(stack: Stack):
    url = f"{stack.url('gateway')}/partner-keys"
    body = b'{"partnerId": "prt_p"}'
    for content_type in ("text/plain", "application/x-www-form-urlencoded"):
        headers = {"content-type": content_type}
        assert httpx.post(url, content=body, headers=headers, trust_env=False).status_code == 415
    large = b'{"partnerId": "' + b"p" * 20_000 + b'"}'
    headers = {"content-type": "application/json"}
    assert httpx.post(url, content=large, headers=headers, trust_env=False).status_code == 413
    assert httpx.post(url, content=b"{", headers=headers, trust_env=False).status_code == 400
