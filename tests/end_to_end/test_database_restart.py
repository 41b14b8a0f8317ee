"""PostgreSQL is restarted under everybody: nothing is lost, nothing is done twice."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.databases.kinds import PostgresqlDatabases
from tests.databases.ports import free_port
from tests.databases.server import Server
from tests.end_to_end.fault_proxy import FaultProxy
from tests.end_to_end.invariants import assert_invariants
from tests.end_to_end.operations import ORDER, PLACE, STOCK, k2
from tests.end_to_end.stack import JSON, Stack
from tests.end_to_end.test_several_gateways import AGREED, until


class LinedStack(Stack):
    """The gateway reaches the ERP over a line that can fail."""

    line: FaultProxy

    def url_for_gateway(self, name: str) -> str:
        return f"http://127.0.0.1:{self.line.port}" if name == "erp" else self.url(name)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(free_port()) as running:
        yield running


@pytest.fixture
def stack(tmp_path: Path, server: Server) -> Iterator[LinedStack]:
    lined = LinedStack(tmp_path, databases=PostgresqlDatabases(server))
    with FaultProxy(free_port(), lined.ports["erp"]) as line:
        lined.line = line
        with lined:
            yield lined
            assert_invariants(lined)


def test_orders_that_wait_and_orders_that_come_outlive_a_restart_of_the_server(
    stack: LinedStack, server: Server
):
    stack.line.cut()
    waiting = stack.ask(PLACE, {"input": k2("VALVE-20", "1", "restart-waiting")})["placeOrder"]
    assert waiting["outcome"] == "QUEUED"
    server.restart()
    stack.line.is_cut = False
    placed = until(lambda: placed_at_all(stack, "restart-coming"), 60)
    for order_id in (waiting["order"]["id"], placed):
        stack.eventually(ORDER, {"id": order_id}, AGREED)
    (stock,) = stack.ask(STOCK, {"sku": "VALVE-20"})["product"]["item"]["stock"]
    assert stock["reserved"] == "2"


def placed_at_all(stack: LinedStack, key: str) -> str | None:
    """The order's id; a client repeats his request until he has one."""
    try:
        answer: JSON = stack.post("gateway", PLACE, {"input": k2("VALVE-20", "1", key)})
    except httpx.TransportError:
        return None
    placed = (answer.get("data") or {}).get("placeOrder") or {}
    return placed["order"]["id"] if placed.get("order") else None
