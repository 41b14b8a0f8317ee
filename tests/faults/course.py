"""The course of a run: clients act while faults strike, until the last fault is over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random

from tests.faults.clients import Acknowledged, Client
from tests.faults.faulty_stack import FaultyStack
from tests.faults.schedule import Fault

CLIENTS = 8
MOST_AT_ONCE = 3


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

    def wait_for(self, more: int) -> None:
        """Until there are so many more answers than now."""
        with self._changed:
            wanted = self._answers + more
            self._changed.wait_for(lambda: self._is_over or self._answers >= wanted)

    def end(self) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    @property
    def is_over(self) -> bool:
        return self._is_over


def act_under(stack: FaultyStack, seed: int, faults: Sequence[Fault]) -> list[Acknowledged]:
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
    names = [f"client-{seed}-{number}" for number in range(CLIENTS)]
    clients = [open_client(stack, name, progress.answered) for name in names]
    try:
        yield clients
    finally:
        for client in clients:
            client.close()


def open_client(
    stack: FaultyStack, name: str, answered: Callable[[], None] = lambda: None
) -> Client:
    urls = tuple(stack.url_for_callers(each) for each in stack.gateways)
    return Client(urls, name, Random(name), answered)  # noqa: S311 - repeatable, not secret


def act_until_over(client: Client, progress: Progress) -> None:
    try:
        while not progress.is_over:
            client.act()
    except BaseException:
        # Nobody waits for the actions of a client that has failed.
        progress.end()
        raise


def strike_all(stack: FaultyStack, faults: Sequence[Fault], progress: Progress) -> None:
    """Faults overlap, but never more than a few; each is told in the stack's folder."""
    free = threading.Semaphore(MOST_AT_ONCE)
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool, (stack.folder / "faults.log").open("w") as log:
        begun, struck = time.monotonic(), []
        for fault in faults:
            progress.wait_for(fault.after)
            free.acquire()
            if progress.is_over:
                break
            print(f"{time.monotonic() - begun:8.2f}", fault, file=log, flush=True)
            struck.append(pool.submit(stack.strike, fault))
            struck[-1].add_done_callback(lambda _: free.release())
        for each in struck:
            each.result()
