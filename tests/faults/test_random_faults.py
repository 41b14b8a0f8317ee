"""Whatever dies, gets lost, stalls or is full: no acknowledged order is lost, none is doubled.

Eight clients place, decide, amend and cancel orders through the gateway while faults strike. Faults
and what the clients do are drawn from a seed, which is printed; ``FAULT_SEED`` repeats it.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import TOLD
from tests.end_to_end.invariants import assert_invariants
from tests.end_to_end.stack import Stack, free_port
from tests.faults.books import Books, everything_has_come_to_its_end, faults_of, read_books
from tests.faults.clients import Acknowledged, Client
from tests.faults.faulty_line import FaultyLine
from tests.faults.schedule import PROCESSES, Fault, draw_faults

CLIENTS = 8
SHORT, LONG = 30, 300
RECOVERY_LOOKS, LOOK_AGAIN_SECONDS = 240, 0.5
# Half an hour later every hold has ended that nobody released.
HOLDS_HAVE_ENDED = "2026-03-02T09:31:00+01:00", "2026-03-02T08:31:00.000000+00:00"
FINDINGS = "finishedAt findings(first: 5) { edges { node { code entityId crmValue erpValue } } }"
RECONCILE = "mutation { startReconciliation(repair: false) { report { id } } }"
REPORT = f"query R($id: ID!) {{ reconciliationReport(id: $id) {{ {FINDINGS} }} }}"


@dataclass
class FaultyStack(Stack):
    """Every process can be struck, and so can the lines over which it is called."""

    lines: dict[str, FaultyLine] = field(default_factory=dict)
    struck: dict[str, threading.Lock] = field(
        default_factory=lambda: {name: threading.Lock() for name in PROCESSES}
    )

    def url_for_gateway(self, name: str) -> str:
        return self.url_for_callers(name)

    def url_for_callers(self, name: str) -> str:
        return f"http://127.0.0.1:{self.lines[name].port}"

    def command(self, name: str) -> list[str]:
        python, _, module, *arguments = super().command(name)
        return [python, "-m", "tests.faults.failing_disk", str(self.full(name)), module, *arguments]

    def full(self, name: str) -> Path:
        return self.folder / f"{name}.full"

    def strike(self, fault: Fault) -> None:
        """Returns when the fault is over, and the process is up again."""
        if fault.kind == "connections reset":
            self.lines[fault.process].reset()
        elif fault.kind in ("killed", "disk full"):
            with self.struck[fault.process]:
                (self._kill if fault.kind == "killed" else self._fill)(fault)
        else:
            self.lines[fault.process].faults.append(fault.kind)

    def _kill(self, fault: Fault) -> None:
        self.kill(fault.process)
        time.sleep(fault.seconds)
        self.start(fault.process)

    def _fill(self, fault: Fault) -> None:
        self.full(fault.process).touch()
        time.sleep(fault.seconds)
        self.full(fault.process).unlink()

    def heal(self) -> None:
        for line in self.lines.values():
            line.faults.clear()


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[FaultyStack]:
    faulty = FaultyStack(tmp_path)
    with ExitStack() as opened:
        for name, port in faulty.ports.items():
            faulty.lines[name] = opened.enter_context(FaultyLine(free_port(), port))
        yield opened.enter_context(faulty)


class Progress:
    """Counts the clients' answers: faults wait for their turn, and the clients for the last fault.

    However slow the machine is, the clients get on between the faults.
    """

    def __init__(self) -> None:
        self._answers = 0
        self._is_over = False
        self._changed = threading.Condition()

    def answered(self) -> None:
        with self._changed:
            self._answers += 1
            self._changed.notify_all()

    def wait_for(self, answers: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or self._answers >= answers)

    def end(self) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    @property
    def is_over(self) -> bool:
        return self._is_over


def draw_seed() -> int:
    if "FAULT_SEED" in os.environ:
        return int(os.environ["FAULT_SEED"])
    return 1 if "CI" in os.environ else random.SystemRandom().randrange(10**6)


@pytest.mark.parametrize("count", [SHORT, LONG])
def test_nothing_is_lost_and_nothing_doubled(
    stack: FaultyStack,
    count: int,
    request: pytest.FixtureRequest,
    record_property: Any,
):
    if count == LONG and not request.config.getoption("--full"):
        pytest.skip("the long run goes with --full")
    seed = draw_seed()
    faults = list(draw_faults(seed, count))
    print(f"FAULT_SEED={seed}", *faults, sep="\n")  # noqa: T201 - shown when the test fails
    answers = act_under(stack, seed, faults)
    placed = {answer.payload["order"]["id"] for answer in answers if answer.payload["order"]}
    record_property(
        TOLD, f"seed {seed}: {count} faults, {len(placed)} orders, {len(answers)} answers"
    )
    recover(stack)
    stack.set_clock(HOLDS_HAVE_ENDED[0])
    assert faults_of(read(stack), placed) == []
    assert broken_promises(stack, answers) == []
    assert doubled_by_asking_again(stack, answers) == []
    assert found_by_reconciliation(stack) == []
    assert_invariants(stack)


def act_under(stack: FaultyStack, seed: int, faults: list[Fault]) -> list[Acknowledged]:
    """What the clients were answered."""
    progress = Progress()
    with open_clients(stack, seed, progress) as clients, ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(act_until_over, client, progress) for client in clients]
        try:
            strike_all(stack, faults, progress)
        finally:
            progress.end()
        stack.heal()
        for each in running:
            each.result()
        return [answer for client in clients for answer in client.answers]


@contextmanager
def open_clients(stack: FaultyStack, seed: int, progress: Progress) -> Iterator[list[Client]]:
    url = stack.url_for_callers("gateway")
    names = [f"client-{seed}-{number}" for number in range(CLIENTS)]
    clients = [Client(url, name, Random(name), progress.answered) for name in names]  # noqa: S311
    try:
        yield clients
    finally:
        for client in clients:
            client.close()


def act_until_over(client: Client, progress: Progress) -> None:
    try:
        while not progress.is_over:
            client.act()
    except BaseException:
        # Nobody waits for the actions of a client that has failed.
        progress.end()
        raise


def strike_all(stack: FaultyStack, faults: list[Fault], progress: Progress) -> None:
    """Faults overlap, but never more of them than there are processes."""
    free = threading.Semaphore(len(PROCESSES))
    with ThreadPoolExecutor(len(PROCESSES)) as pool:
        struck = []
        for fault in faults:
            progress.wait_for(fault.after)
            free.acquire()
            if progress.is_over:
                break
            struck.append(pool.submit(stack.strike, fault))
            struck[-1].add_done_callback(lambda _: free.release())
        for each in struck:
            each.result()


def recover(stack: FaultyStack) -> None:
    """Wait until nothing is left to do. Nobody helps: no restart, no retry by hand."""
    for _ in range(RECOVERY_LOOKS):
        if not list(everything_has_come_to_its_end(read(stack))):
            return
        time.sleep(LOOK_AGAIN_SECONDS)


def read(stack: FaultyStack) -> Books:
    return read_books(stack.folder, HOLDS_HAVE_ENDED[1])


def broken_promises(stack: FaultyStack, answers: list[Acknowledged]) -> list[str]:
    """Acknowledged changes that are not there."""
    orders = read(stack).orders
    return [
        f"{answer.input} was answered {answer.payload}, but: {orders[answer.payload['order']['id']]}"
        for answer in answers
        if not answer.is_refused and not is_kept(answer, orders)
    ]


def is_kept(answer: Acknowledged, orders: dict[str, dict[str, Any]]) -> bool:
    order = orders[answer.payload["order"]["id"]]
    if answer.operation == "cancelOrder":
        return bool(order["status"] == "CANCELLED")
    return bool(order["revision"] >= answer.payload["order"]["revision"])


def doubled_by_asking_again(stack: FaultyStack, answers: list[Acknowledged]) -> list[str]:
    """Placements whose key gives another order now than it did; a queued one may be refused."""
    client = Client(stack.url_for_callers("gateway"), "again", Random(0), lambda: None)  # noqa: S311
    placed = [each for each in answers if each.operation == "placeOrder" and each.payload["order"]]
    again = {each.input["idempotencyKey"]: client.send_again(each) for each in placed}
    client.close()
    return [
        f"{each.payload} and then {found}"
        for each in placed
        for found in [again[each.input["idempotencyKey"]]]
        if found["outcome"] != "REFUSED" and found["order"]["id"] != each.payload["order"]["id"]
    ]


def found_by_reconciliation(stack: FaultyStack) -> list[Any]:
    """What the process itself finds CRM and ERP to disagree on."""
    started = stack.ask(RECONCILE)["startReconciliation"]["report"]["id"]
    for _ in range(RECOVERY_LOOKS):
        report = stack.ask(REPORT, {"id": started})["reconciliationReport"]
        if report["finishedAt"] is not None:
            return [edge["node"] for edge in report["findings"]["edges"]]
        time.sleep(LOOK_AGAIN_SECONDS)
    raise AssertionError("the reconciliation has no end")
