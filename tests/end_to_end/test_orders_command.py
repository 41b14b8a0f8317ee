"""``unisono orders`` against a running stack."""

import subprocess
import sys

import msgspec

from tests.end_to_end.operations import PLACE, k2
from tests.end_to_end.stack import Stack


def orders(stack: Stack, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "gateway", "orders", *arguments, "--url", stack.url("gateway")]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_operator_lists_shows_and_retries(stack: Stack):
    first = stack.ask(PLACE, {"input": k2("VALVE-20", "100", "command-0001")})["placeOrder"]
    stack.kill("erp")
    second = stack.ask(PLACE, {"input": k2("VALVE-20", "10", "command-0002")})["placeOrder"]
    listed = orders(stack, "list")
    assert listed.returncode == 0, listed.stderr
    head, dashes, newest, oldest = listed.stdout.splitlines()
    assert head.split()[:3] == ["NUMBER", "STATUS", "REV"]
    assert set(dashes) == {"-", " "}
    assert newest.split()[:2] == [second["order"]["number"], "PENDING_ERP"]
    assert oldest.split()[:2] == [first["order"]["number"], "CONFIRMED"]
    waiting = orders(stack, "list", "--status", "PENDING_ERP", "--format", "json")
    (only,) = msgspec.json.decode(waiting.stdout)
    assert (only["id"], only["sync"]["state"]) == (second["order"]["id"], "RETRYING")
    stack.start("erp")
    assert orders(stack, "retry", second["order"]["number"]).returncode in {0, 1}
    expected = {"order": {"status": "CONFIRMED", "sync": {"state": "IN_SYNC"}}}
    text = "query S($id: ID!) { order(id: $id) { status sync { state } } }"
    stack.eventually(text, {"id": second["order"]["id"]}, expected)
    shown = orders(stack, "show", second["order"]["id"])
    assert all(word in shown.stdout for word in ("VALVE-20", "10 on 2026-03-06", "ERP_CREATED"))
    page = msgspec.json.decode(
        orders(stack, "show", first["order"]["number"], "--format", "json").stdout
    )
    assert page["lines"][0]["confirmedQuantity"] == "100"
    refused = orders(stack, "retry", first["order"]["id"])
    assert (refused.returncode, refused.stderr[:30]) == (1, "unisono: NOT_ALLOWED_IN_STATE:")
    unknown = orders(stack, "show", "O-1999-000001")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr.startswith("unisono: orders: there is no order O-1999-000001")


def test_without_a_gateway_it_says_so_in_one_line(tmp_path: object):
    del tmp_path
    command = [sys.executable, "-m", "gateway", "orders", "list", "--url", "http://127.0.0.1:1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
