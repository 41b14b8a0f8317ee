"""``unisono serve --supergraph FILE --workers N``: one socket, several processes, none left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.databases.ports import free_port
from tests.patience import PATIENCE_SECONDS

SUPERGRAPH = Path(__file__).parents[3] / "schema" / "supergraph.graphql"
WORKERS = 2


class Served:
    """A parent with its workers, as a person starts it."""

    def __init__(self) -> None:
        self.port = free_port()
        address = ["--host", "127.0.0.1", "--port", str(self.port), "--workers", str(WORKERS)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gateway", "serve", "--supergraph", str(SUPERGRAPH), *address],
            stderr=subprocess.PIPE,
            text=True,
        )

    def workers(self) -> set[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(pid) for pid in children.read_text().split()}

    def is_answering(self) -> bool:
        body = {"query": "{ __typename }"}
        try:
            answer = httpx.post(f"http://127.0.0.1:{self.port}/graphql", json=body)
        except httpx.TransportError:
            return False
        return bool(answer.json()["data"] == {"__typename": "Query"})

    def is_port_free(self) -> bool:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                return False
        return True


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def served() -> Iterator[Served]:
    running = Served()
    try:
        eventually(running.is_answering)
        yield running
    finally:
        if running.process.poll() is None:
            running.process.send_signal(signal.SIGTERM)
        running.process.communicate(timeout=30)


def test_all_workers_end_with_the_parent_when_it_is_told_to_stop(served: Served):
    assert len(served.workers()) == WORKERS
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=30) == 0
    assert served.is_port_free()


def test_a_worker_that_dies_is_replaced_and_said_so(served: Served):
    before = served.workers()
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    eventually(lambda: victim not in served.workers() and len(served.workers()) == WORKERS)
    eventually(served.is_answering)
    served.process.send_signal(signal.SIGTERM)
    _, told = served.process.communicate(timeout=30)
    assert told == f"unisono: worker {victim} ended with code -9; restarting it\n"


def test_workers_outlive_no_parent_that_was_killed(served: Served):
    served.process.kill()
    served.process.wait(timeout=30)
    eventually(served.is_port_free)
