"""What one order and one unified read cost, beside the bare commits and calls they consist of.

    python -m tests.bench.orders [--orders 200]

One client, SQLite, three processes of this machine. Prints milliseconds: p50, p95, p99.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from chassis.database import Database
from tests.end_to_end.operations import ORDER, PLACE, UNIFIED, k2
from tests.end_to_end.stack import Stack

WARM_UP = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=200)
    orders = parser.parse_args().orders
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        with Stack(Path(folder)) as stack:
            show("three processes ready, once", [time.perf_counter() - started])
            bench_orders(stack, orders)
            show("bare HTTP call to a service's health", timed(orders, lambda _: health(stack)))
            show("bare GraphQL call to the CRM", timed(orders, lambda _: hello(stack)))
        asyncio.run(bench_commits(Path(folder), orders))


def bench_orders(stack: Stack, orders: int) -> None:
    placed: list[str] = []

    def place(number: int) -> None:
        payload = stack.ask(PLACE, {"input": k2("SEAL-5", "1", f"bench-{number:08}")})["placeOrder"]
        assert payload["outcome"] == "CONFIRMED", payload
        placed.append(payload["order"]["id"])

    show("placeOrder, existing customer, confirmed", timed(orders, place))
    in_sync = {"order": {"sync": {"state": "IN_SYNC"}}}
    stack.eventually(ORDER, {"id": placed[-1]}, in_sync)
    read = {"id": placed[-1]}
    show("the unified query", timed(orders, lambda _: stack.ask(UNIFIED, read)))


def health(stack: Stack) -> None:
    assert stack.client.get(f"{stack.url('crm')}/health/live").status_code == httpx.codes.OK


def hello(stack: Stack) -> None:
    assert stack.post("crm", "{ __typename }")["data"] == {"__typename": "Query"}


async def bench_commits(folder: Path, count: int) -> None:
    raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("CREATE TABLE rows (n INTEGER)")
    show("bare commit, sqlite3", timed(count, lambda n: insert(raw, n)))
    raw.close()
    database = await Database.open(
        f"sqlite+aiosqlite:///{folder / 'chassis.db'}", Path("crm_service/migrations")
    )
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE rows (n INTEGER)"))
    durations = []
    for number in range(count):
        started = time.perf_counter()
        async with database.write() as connection:
            await connection.execute(text("INSERT INTO rows VALUES (:n)"), {"n": number})
        durations.append(time.perf_counter() - started)
    show("bare commit, the services' database door", durations)
    await database.close()


def insert(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO rows VALUES (?)", (number,))
    connection.execute("COMMIT")


def timed(count: int, work: Callable[[int], Any]) -> list[float]:
    durations = []
    for number in range(count + WARM_UP):
        started = time.perf_counter()
        work(number)
        durations.append(time.perf_counter() - started)
    return durations[WARM_UP:]


def show(what: str, durations: list[float]) -> None:
    in_order = sorted(duration * 1000 for duration in durations)
    p50 = statistics.median(in_order)
    p95, p99 = (in_order[min(len(in_order) - 1, int(len(in_order) * q))] for q in (0.95, 0.99))
    print(f"{what:45} p50 {p50:8.2f}  p95 {p95:8.2f}  p99 {p99:8.2f} ms")


if __name__ == "__main__":
    main()
