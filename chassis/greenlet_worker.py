"""Runs synchronous code that waits for futures of the event loop, in one greenlet for ever.

SQLAlchemy's ``greenlet_spawn`` makes a greenlet for each call, whose stack the system maps and
unmaps again: for a small statement that costs more than the statement.
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet

Result = TypeVar("Result")
_Outcome = tuple[Any, BaseException | None]


class GreenletWorker:
    """One call at a time, from tasks of one loop."""

    def __init__(self) -> None:
        self._greenlet = greenlet(_work)
        self._is_busy = False

    async def call(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """What ``work`` returns or raises; wherever it waits, the task does."""
        if self._is_busy:
            raise AssertionError("a connection executes one statement at a time")
        self._is_busy = True
        found = self._greenlet.switch(work, arguments)
        while not isinstance(found, tuple):
            try:
                answer = await found
            except BaseException as error:  # noqa: BLE001 - the work is told, and may go on
                found = self._greenlet.throw(error)
            else:
                found = self._greenlet.switch(answer)
        self._is_busy = False
        result, raised = found
        if raised is not None:
            raise raised
        return result  # type: ignore[no-any-return]


def wait_for(future: asyncio.Future[Result]) -> Result:
    """Wait within the work of a ``GreenletWorker``."""
    parent = getcurrent().parent
    if parent is None:
        raise AssertionError("only what a GreenletWorker calls may wait")
    return parent.switch(future)  # type: ignore[no-any-return]


def _work(work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    parent = getcurrent().parent
    if parent is None:
        raise AssertionError("a worker is no loop's own greenlet")
    while True:
        outcome: _Outcome
        try:
            outcome = work(*arguments), None
        except BaseException as error:  # noqa: BLE001 - raised by ``call``
            outcome = None, error
        del work, arguments
        work, arguments = parent.switch(outcome)
        del outcome
