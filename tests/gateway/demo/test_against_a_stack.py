"""The demo's orders and the story, against real processes with the demo data."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from gateway.demo.orders import ORDERS, place_demo_orders
from gateway.supervision.installation import DEMO_DATA
from tests.end_to_end.stack import Stack

PLACED = """
{
  orders(first: 100) {
    edges { node { customerReference status customer { displayName } sync { state } } }
  }
}
"""
STATUSES = {"CONFIRMED": 5, "ON_HOLD": 1, "AWAITING_DECISION": 1, "CANCELLED": 1}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("demo"), DEMO_DATA) as running:
        yield running


@pytest.fixture
async def placed(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNISONO_CLOCK", str(stack.folder / "clock"))
    await place_demo_orders(stack.url("gateway"))


def demo(stack: Stack) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway", "demo", "--url", stack.url("gateway")]
    clock = {**os.environ, "UNISONO_CLOCK": str(stack.folder / "clock")}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=clock, timeout=60
    )


def orders(stack: Stack) -> list[dict[str, object]]:
    return [edge["node"] for edge in stack.ask(PLACED)["orders"]["edges"]]


@pytest.mark.usefixtures("placed")
async def test_the_first_orders_are_in_several_states_and_placed_once(stack: Stack):
    await place_demo_orders(stack.url("gateway"))
    found = [order for order in orders(stack) if order["customerReference"] is not None]
    assert len(found) == len(ORDERS)
    assert Counter(order["status"] for order in found) == STATUSES


@pytest.mark.usefixtures("placed")
def test_the_story_ends_with_the_same_quantities_in_both_systems_every_time(stack: Stack):
    first, second = demo(stack), demo(stack)
    for told in (first, second):
        assert (told.returncode, told.stderr) == (0, "")
        steps = [line[0] for line in told.stdout.splitlines() if line[:1].isdigit()]
        assert steps == list("1234567")
        assert "the same quantities in both systems" in told.stdout
    # The figures of the story: 30 of 60 on the day, and what 30 pumps and 100 valves cost.
    assert "60 wanted, 30 on 2026-03-06, 30 short" in first.stdout
    assert "REDUCED_QUANTITY: 30 on 2026-03-06; total 6542.97 EUR" in first.stdout
    assert "0 on 2026-03-06, 60 short" in second.stdout


def test_without_a_stack_it_says_so_in_one_line_and_writes_nothing(stack: Stack):
    before = len(orders(stack))
    stack.stop("erp")
    try:
        told = demo(stack)
    finally:
        stack.start("erp")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("unisono: ERP (--erp-url): nothing answers at ")
    assert told.stderr.count("\n") == 1
    assert len(orders(stack)) == before
