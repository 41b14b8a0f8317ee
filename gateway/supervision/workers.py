"""Several processes that serve one socket: forked, watched, restarted, ended.

What was made before the fork (schemas, graphs) is shared memory of all workers. The parent does
nothing but wait for signals, so it may fork at any time.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable

_ENDING = frozenset((signal.SIGTERM, signal.SIGINT))
_AWAITED = _ENDING | {signal.SIGCHLD}
SHORTEST_LIFE_SECONDS = 1.0


def run_workers(count: int, work: Callable[[], None]) -> None:
    """Run ``work`` in ``count`` processes until SIGTERM or SIGINT; a worker that dies is replaced.

    ``work`` must end on SIGTERM. Workers end when this process does, however it ends. Call it
    before any thread or event loop exists.
    """
    former = signal.pthread_sigmask(signal.SIG_BLOCK, _AWAITED)
    crew = _Crew(work)
    try:
        for _ in range(count):
            crew.fork()
        while signal.sigwait(_AWAITED) not in _ENDING:
            crew.replace_the_dead()
        crew.dismiss()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


class _Crew:
    """The workers that run now, and when each was started (monotonic seconds)."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._started: dict[int, float] = {}
        # Nobody ever writes: the reading end finds it closed when this process is gone.
        self._lifeline, self._held = os.pipe()

    def fork(self) -> None:
        pid = os.fork()
        if pid == 0:
            os.close(self._held)
            _work_and_exit(self._work, self._lifeline)
        self._started[pid] = time.monotonic()

    def replace_the_dead(self) -> None:
        for pid in list(self._started):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended == 0:
                continue
            code = os.waitstatus_to_exitcode(status)
            sys.stderr.write(f"unisono: worker {pid} ended with code {code}; restarting it\n")
            # A worker that dies at once must not keep a core busy with dying.
            if time.monotonic() - self._started.pop(pid) < SHORTEST_LIFE_SECONDS:
                time.sleep(SHORTEST_LIFE_SECONDS)
            self.fork()

    def dismiss(self) -> None:
        for pid in self._started:
            os.kill(pid, signal.SIGTERM)
        for pid in self._started:
            os.waitpid(pid, 0)


def _work_and_exit(work: Callable[[], None], lifeline: int) -> None:
    """The life of a worker; never returns."""
    code = 1
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _AWAITED)
        threading.Thread(target=_end_with_the_parent, args=(lifeline,), daemon=True).start()
        work()
        code = 0
    except KeyboardInterrupt:
        code = 0
    finally:
        # No clean-up of the parent's: what it opened before the fork is its own to close.
        os._exit(code)


def _end_with_the_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
