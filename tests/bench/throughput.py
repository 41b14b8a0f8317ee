"""How many orders a gateway places and confirms, and what one costs each process.

    python -m tests.bench.throughput [--clients 16] [--orders 600]
        [--database sqlite|postgresql] [--gateways 1]

CRM, ERP and gateways on this machine, on SQLite or on a PostgreSQL that writes to the disk as it
does in production; the clients are spread over the gateways, and each places its next order once it
has the answer to the one before. Prints orders/s, p50 and p99 in milliseconds, and each process's processor time
per order, the events that follow it included: on a busy machine that is the figure to trust.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from gateway.subgraphs.client import SubgraphRequest
from gateway.subgraphs.http import HttpSubgraphClient
from tests.bench.processor_time import family_seconds, processor_seconds
from tests.databases.kinds import KINDS, Databases, PostgresqlDatabases, SqliteDatabases
from tests.databases.ports import free_port
from tests.databases.server import LIKE_PRODUCTION, Server
from tests.end_to_end.operations import ORDER, PLACE, k2
from tests.end_to_end.stack import Stack

WARM_UP = 64


class StackInRealTime(Stack):
    """No clock that has to be read from a file again and again."""

    def environment(self) -> dict[str, str]:
        return dict(os.environ)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--orders", type=int, default=600)
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--gateways", type=int, default=1)
    arguments = parser.parse_args()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        server: Server | None = None
        databases: Databases = SqliteDatabases()
        if arguments.database == "postgresql":
            server = opened.enter_context(Server(free_port(), LIKE_PRODUCTION))
            databases = PostgresqlDatabases(server)
        stack = opened.enter_context(StackInRealTime(folder, databases=databases))
        gateways = ["gateway", *(f"gateway-{n}" for n in range(2, arguments.gateways + 1))]
        for name in gateways[1:]:
            stack.add_gateway(name)
        bench = Bench(stack, gateways, server)
        asyncio.run(bench.run(arguments.clients, arguments.orders))


@dataclass(frozen=True, slots=True)
class Bench:
    """A running installation whose orders are counted."""

    stack: Stack
    gateways: Sequence[str]
    server: Server | None

    async def run(self, clients: int, orders: int) -> None:
        await self._settle((await self._place(clients, WARM_UP, "warm"))[1])
        before = self._used()
        started = time.perf_counter()
        durations, last = await self._place(clients, orders, "main")
        seconds = time.perf_counter() - started
        await self._settle(last)
        costs = {name: (used - before[name]) / orders * 1000 for name, used in self._used().items()}
        milliseconds = sorted(each * 1000 for each in durations)
        p50, p99 = statistics.median(milliseconds), milliseconds[int(len(milliseconds) * 0.99)]
        print(
            f"{clients} clients: {orders / seconds:.1f} orders/s  p50 {p50:.0f}  p99 {p99:.0f} ms"
        )
        parts = "  ".join(f"{name} {cost:.1f}" for name, cost in costs.items())
        print(f"processor ms per order: {parts}  together {sum(costs.values()):.1f}")

    def _used(self) -> dict[str, float]:
        used = {name: processor_seconds(each.pid) for name, each in self.stack.processes.items()}
        if self.server is not None:
            used["postgresql"] = family_seconds(self.server.pid)
        return used

    async def _place(self, clients: int, orders: int, series: str) -> tuple[list[float], list[str]]:
        """Durations in seconds, and the ids of the orders."""
        endpoints = [
            HttpSubgraphClient(f"{self.stack.url(name)}/graphql") for name in self.gateways
        ]
        numbers = iter(range(orders))
        day = (datetime.now(UTC) + timedelta(days=14)).date().isoformat()
        durations: list[float] = []
        placed: list[str] = []

        async def client(endpoint: HttpSubgraphClient) -> None:
            for number in numbers:
                key = f"bench-{series}-{number:08}"
                order = k2("SEAL-5", "1", key, requestedDeliveryDate=day)
                body = msgspec.json.encode({"query": PLACE, "variables": {"input": order}})
                started = time.perf_counter()
                reply = await endpoint.send(SubgraphRequest(body, timeout_seconds=60))
                durations.append(time.perf_counter() - started)
                payload = msgspec.json.decode(reply.body)["data"]["placeOrder"]
                assert payload["outcome"] == "CONFIRMED", payload
                placed.append(payload["order"]["id"])

        works = zip(range(clients), itertools.cycle(endpoints), strict=False)
        await asyncio.gather(*[client(endpoint) for _, endpoint in works])
        for endpoint in endpoints:
            endpoint.close()
        return durations, placed

    async def _settle(self, placed: list[str]) -> None:
        for order_id in placed[-4:]:
            in_sync = {"order": {"sync": {"state": "IN_SYNC"}}}
            await asyncio.to_thread(self.stack.eventually, ORDER, {"id": order_id}, in_sync)


if __name__ == "__main__":
    main()
