"""The newcomer's first minutes: `unisono up`, the README's example, the demo, a killed child."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.installation import Installation, examples, installed
from tests.patience import PATIENCE_SECONDS


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("up")) as running:
        yield running


def test_the_readmes_mutation_and_query_work_as_they_stand(installation: Installation):
    mutation, query = examples()
    placed = installation.ask(mutation)["data"]["placeOrder"]
    assert (placed["outcome"], placed["userErrors"]) == ("CONFIRMED", [])
    (edge,) = installation.ask(query)["data"]["orders"]["edges"]
    order = edge["node"]
    assert order["number"] == placed["order"]["number"]
    assert order["customer"]["displayName"] == "Beispiel GmbH"
    assert order["customer"]["erpPartner"]["terms"] == {"paymentTerms": "NET14"}
    assert order["quote"]["state"] == "ORDERED"
    assert order["salesOrder"]["lines"][0]["confirmedQuantity"] == "10"


def test_partners_find_the_order_at_their_own_path_and_nothing_of_the_staffs(
    installation: Installation,
):
    text = "{ orders(last: 1) { edges { node { status grossTotal { amount } %s } } } }"
    (edge,) = installation.ask(text % "", "/partner/graphql")["data"]["orders"]["edges"]
    assert edge["node"]["status"] == "CONFIRMED"
    assert edge["node"]["grossTotal"]["amount"]
    refused = installation.ask(text % "sync { state }", "/partner/graphql")
    assert refused["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_the_demo_ends_with_the_same_quantities_in_both_systems(installation: Installation):
    urls = zip(("--url", "--crm-url", "--erp-url"), installation.ports, strict=True)
    flags = [part for name, port in urls for part in (name, f"http://127.0.0.1:{port}")]
    command = [sys.executable, "-m", "gateway", "demo", *flags]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "the same quantities in both systems" in result.stdout


def test_the_explorer_comes_from_the_package(installation: Installation):
    page = httpx.get(f"{installation.url}/")
    assert page.status_code == httpx.codes.OK
    assert "default-src 'self'" in page.headers["content-security-policy"]
    for asset in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert asset.startswith("/"), f"{asset} is on another host"
        assert httpx.get(f"{installation.url}{asset}").status_code == httpx.codes.OK


@pytest.mark.parametrize("position", [0, 1, 2], ids=["gateway", "crm", "erp"])
def test_a_child_that_dies_is_started_again(installation: Installation, position: int):
    os.kill(listener(installation, position), signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (is_healthy(installation, position) and can_read(installation)):
        assert installation.process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_an_interrupt_ends_all_of_it_cleanly(installation: Installation):
    assert installation.stop() == 0
    for port in installation.ports:
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.1:{port}/health/live")


def listener(installation: Installation, position: int) -> int:
    """The process id of the child whose command line names the port."""
    module = ("gateway", "crm_service", "erp_service")[position]
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            command = (status.parent / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if parent == installation.process.pid and module in command:
            return int(status.parent.name)
    raise AssertionError(f"`up` has no child {module}")


def is_healthy(installation: Installation, position: int) -> bool:
    try:
        url = f"http://127.0.0.1:{installation.ports[position]}/health/ready"
        return httpx.get(url).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def can_read(installation: Installation) -> bool:
    try:
        return "errors" not in installation.ask(examples()[1])
    except httpx.TransportError:
        return False
