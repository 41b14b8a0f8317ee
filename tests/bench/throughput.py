"""How many orders a gateway places and confirms, and what one costs each process.

    python -m tests.bench.throughput [--clients 16] [--orders 600]

SQLite, three processes of this machine; each client places its next order once it has the answer
to the one before. Prints orders/s, p50 and p99 in milliseconds, and each process's processor time
per order, the events that follow it included: on a busy machine that is the figure to trust.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import msgspec

from gateway.subgraphs.client import SubgraphRequest
from gateway.subgraphs.http import HttpSubgraphClient
from tests.bench.processor_time import processor_seconds
from tests.end_to_end.operations import ORDER, PLACE, k2
from tests.end_to_end.stack import Stack

WARM_UP = 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--orders", type=int, default=600)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        asyncio.run(_bench(stack, arguments.clients, arguments.orders))


async def _bench(stack: Stack, clients: int, orders: int) -> None:
    await _settled(stack, (await _place(stack, clients, WARM_UP, "warm"))[1])
    before = {name: processor_seconds(each.pid) for name, each in stack.processes.items()}
    started = time.perf_counter()
    durations, last = await _place(stack, clients, orders, "main")
    seconds = time.perf_counter() - started
    await _settled(stack, last)
    milliseconds = sorted(each * 1000 for each in durations)
    p50, p99 = statistics.median(milliseconds), milliseconds[int(len(milliseconds) * 0.99)]
    print(f"{clients} clients: {orders / seconds:.1f} orders/s  p50 {p50:.0f}  p99 {p99:.0f} ms")
    costs = {
        name: (processor_seconds(each.pid) - before[name]) / orders * 1000
        for name, each in stack.processes.items()
    }
    parts = "  ".join(f"{name} {cost:.1f}" for name, cost in costs.items())
    print(f"processor ms per order: {parts}  together {sum(costs.values()):.1f}")


async def _place(
    stack: Stack, clients: int, orders: int, series: str
) -> tuple[list[float], list[str]]:
    """Durations in seconds, and the ids of the orders."""
    endpoint = HttpSubgraphClient(f"{stack.url('gateway')}/graphql")
    numbers = iter(range(orders))
    durations: list[float] = []
    placed: list[str] = []

    async def client() -> None:
        for number in numbers:
            order = k2("SEAL-5", "1", f"bench-{series}-{number:08}")
            body = msgspec.json.encode({"query": PLACE, "variables": {"input": order}})
            started = time.perf_counter()
            reply = await endpoint.send(SubgraphRequest(body, timeout_seconds=60))
            durations.append(time.perf_counter() - started)
            payload = msgspec.json.decode(reply.body)["data"]["placeOrder"]
            assert payload["outcome"] == "CONFIRMED", payload
            placed.append(payload["order"]["id"])

    await asyncio.gather(*[client() for _ in range(clients)])
    endpoint.close()
    return durations, placed


async def _settled(stack: Stack, placed: list[str]) -> None:
    for order_id in placed[-4:]:
        in_sync = {"order": {"sync": {"state": "IN_SYNC"}}}
        await asyncio.to_thread(stack.eventually, ORDER, {"id": order_id}, in_sync)


if __name__ == "__main__":
    main()
