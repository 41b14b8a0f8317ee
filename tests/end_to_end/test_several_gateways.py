"""Several gateways on one PostgreSQL share the work; what one leaves, the others finish."""

from __future__ import annotations

import itertools
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.databases.kinds import PostgresqlDatabases
from tests.databases.ports import free_port
from tests.end_to_end.fault_proxy import FaultProxy
from tests.end_to_end.invariants import assert_invariants, read_events
from tests.end_to_end.operations import ORDER, PLACE, STOCK, k2
from tests.end_to_end.stack import JSON, Stack
from tests.end_to_end.test_t25_events import take, watching

TAKEOVER_SECONDS = 10.0
SYNC = "query Sync($id: ID!) { order(id: $id) { status sync { state attempts } } }"
CANCEL = """
mutation Cancel($input: CancelOrderInput!) { cancelOrder(input: $input) {
  order { id status } userErrors { __typename message } } }
"""
AGREED = {
    "order": {
        "status": "CONFIRMED",
        "sync": {"state": "IN_SYNC"},
        "quote": {"state": "ORDERED"},
    }
}


@dataclass
class TwoGateways(Stack):
    """``first`` reaches CRM and ERP over lines that can fail; ``gateway`` reaches them directly."""

    lines: dict[str, FaultProxy] = field(default_factory=dict)

    def start_first(self) -> None:
        urls = {name: f"http://127.0.0.1:{line.port}" for name, line in self.lines.items()}
        self.add_gateway("first", urls)

    def ask_first(self, text: str, variables: JSON) -> JSON:
        answer = self.post("first", text, variables)
        assert "errors" not in answer, answer["errors"]
        data: JSON = answer["data"]
        return data


@pytest.fixture
def stack(tmp_path: Path, postgresql: PostgresqlDatabases) -> Iterator[TwoGateways]:
    with ExitStack() as opened:
        two = TwoGateways(tmp_path, databases=postgresql)
        two.lines = {
            name: opened.enter_context(FaultProxy(free_port(), two.ports[name]))
            for name in ("crm", "erp")
        }
        with two:
            two.start_first()
            yield two
            assert_invariants(two)
    postgresql.drop_below(tmp_path)


def until(found: Callable[[], Any], seconds: float = TAKEOVER_SECONDS) -> Any:
    deadline = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return result


def place_at_first(stack: TwoGateways, key: str) -> JSON:
    placed: JSON = stack.ask_first(PLACE, {"input": k2("VALVE-20", "100", key)})["placeOrder"]
    return placed


def parked_at_first(stack: TwoGateways, key: str, attempts: int) -> str:
    """An order that waits there for the ERP, for so long that time alone does not wake it."""
    stack.lines["erp"].cut()
    placed = place_at_first(stack, key)
    assert placed["outcome"] == "QUEUED"
    order_id: str = placed["order"]["id"]
    until(lambda: sync_of(stack, order_id)["attempts"] >= attempts, 30)
    return order_id


def sync_of(stack: TwoGateways, order_id: str) -> JSON:
    sync: JSON = stack.ask(SYNC, {"id": order_id})["order"]["sync"]
    return sync


def test_an_order_whose_gateway_is_killed_in_its_middle_is_finished_by_the_other(
    stack: TwoGateways,
):
    # The ERP carries it out, and the first gateway still waits to hear of it when it dies.
    stack.lines["erp"].losing = b"createSalesOrder"
    with ThreadPoolExecutor(1) as pool:
        waiting: Future[JSON] = pool.submit(place_at_first, stack, "several-killed")
        events = until(
            lambda: [e for e in read_events(stack, 0) if e["type"] == "SalesOrderChanged"]
        )
        stack.kill("first")
        killed_at = time.monotonic()
        assert isinstance(waiting.exception(), httpx.TransportError)
    order_id = events[0]["payload"]["externalReference"]
    stack.eventually(ORDER, {"id": order_id}, AGREED)
    assert time.monotonic() - killed_at < TAKEOVER_SECONDS
    (stock,) = stack.ask(STOCK, {"sku": "VALVE-20"})["product"]["item"]["stock"]
    assert stock["reserved"] == "100"


def test_an_order_that_waits_in_one_gateway_is_cancelled_at_once_through_the_other(
    stack: TwoGateways,
):
    order_id = parked_at_first(stack, "several-cancel", attempts=5)
    wanted = {"orderId": order_id, "expectedRevision": 1, "reason": "no need"}
    started_at = time.monotonic()
    cancelled = stack.ask(CANCEL, {"input": {**wanted, "idempotencyKey": "several-cancel-it"}})
    # It waited for at most 16 seconds more; a hint wakes it.
    assert time.monotonic() - started_at < 5
    assert cancelled["cancelOrder"]["order"]["status"] == "CANCELLED"
    assert stack.ask_first(ORDER, {"id": order_id})["order"]["status"] == "CANCELLED"


def test_what_a_gateway_leaves_at_its_orderly_end_is_finished_by_the_other(stack: TwoGateways):
    order_id = parked_at_first(stack, "several-stopped", attempts=1)
    stack.stop("first", signal.SIGTERM)
    stack.eventually(ORDER, {"id": order_id}, AGREED)


def test_orders_are_placed_while_the_gateways_are_restarted_one_by_one(stack: TwoGateways):
    is_over = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        placing = pool.submit(placed_until, stack, is_over)
        for name in ("first", "gateway"):
            stack.stop(name)
            stack.start(name)
        is_over.set()
        orders = placing.result()
    assert orders
    for order_id in orders:
        stack.eventually(ORDER, {"id": order_id}, AGREED)
    (stock,) = stack.ask(STOCK, {"sku": "VALVE-20"})["product"]["item"]["stock"]
    assert stock["reserved"] == str(len(orders))


def test_the_workers_of_one_host_share_the_work(tmp_path: Path, postgresql: PostgresqlDatabases):
    alone = TwoGateways(tmp_path, databases=postgresql)
    with alone:
        alone.stop("gateway")
        alone.start("gateway", "--workers", "2")
        for number in range(6):
            order = k2("VALVE-20", "1", f"several-workers-{number}")
            placed = alone.ask(PLACE, {"input": order})["placeOrder"]
            assert placed["outcome"] == "CONFIRMED"
            # Each request may meet another worker.
            assert alone.ask(ORDER, {"id": placed["order"]["id"]}) is not None
        assert_invariants(alone)
    postgresql.drop_below(tmp_path)


def placed_until(stack: TwoGateways, is_over: threading.Event) -> list[str]:
    """Ids of orders placed as a client does behind a balancer: on failure at the next gateway."""
    orders: list[str] = []
    gateways = itertools.cycle(("first", "gateway"))
    while not is_over.is_set():
        wanted = {"input": k2("VALVE-20", "1", f"several-rolling-{len(orders):04}")}
        until(lambda wanted=wanted: tried(stack, next(gateways), wanted, orders), 60)
    return orders


def tried(stack: TwoGateways, gateway: str, wanted: JSON, orders: list[str]) -> bool:
    try:
        answer = stack.post(gateway, PLACE, wanted)
    except httpx.TransportError:
        return False
    placed = (answer.get("data") or {}).get("placeOrder") or {}
    if not placed.get("order"):
        return False
    orders.append(placed["order"]["id"])
    return True


def test_each_gateway_answers_and_tells_of_orders_of_the_other(stack: TwoGateways):
    order_id = place_at_first(stack, "several-told")["order"]["id"]
    with watching(stack, order_id, 0) as events:
        assert take(events, "CONFIRMED")[0]["type"] == "PLACED"
        wanted = {"orderId": order_id, "expectedRevision": 1, "reason": "no need"}
        stack.ask_first(CANCEL, {"input": {**wanted, "idempotencyKey": "several-told-it"}})
        told_at = time.monotonic()
        assert take(events, "CANCELLED")[-1]["type"] == "CANCELLED"
        assert time.monotonic() - told_at < 5
    assert stack.ask(ORDER, {"id": order_id})["order"]["status"] == "CANCELLED"
