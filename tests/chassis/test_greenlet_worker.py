"""Synchronous code waits for the loop's futures, in a greenlet that is used again."""

import asyncio

import pytest

from chassis.greenlet_worker import GreenletWorker, wait_for


async def test_the_work_goes_on_with_what_it_waited_for():
    worker, loop = GreenletWorker(), asyncio.get_running_loop()

    def work(first: int) -> int:
        later: asyncio.Future[int] = loop.create_future()
        loop.call_soon(later.set_result, 2)
        return first + wait_for(later)

    assert await worker.call(work, 1) == 3
    assert await worker.call(work, 2) == 4


async def test_what_the_work_raises_reaches_the_caller_and_the_worker_is_used_again():
    worker = GreenletWorker()
    with pytest.raises(ZeroDivisionError):
        await worker.call(lambda: 1 // 0)
    assert await worker.call(lambda: 1) == 1


async def test_a_failed_future_raises_where_the_work_waits():
    worker = GreenletWorker()
    failed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    failed.set_exception(LookupError())

    def work() -> str:
        try:
            wait_for(failed)
        except LookupError:
            return "noticed"
        return "unnoticed"

    assert await worker.call(work) == "noticed"


async def test_a_cancelled_caller_cancels_the_work_and_the_worker_is_used_again():
    worker = GreenletWorker()
    waiting: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(worker.call(wait_for, waiting))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert waiting.cancelled()
    assert await worker.call(lambda: 1) == 1


async def test_two_calls_at_once_are_a_mistake():
    worker = GreenletWorker()
    waiting: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(worker.call(wait_for, waiting))
    await asyncio.sleep(0)
    with pytest.raises(AssertionError, match="at a time"):
        await worker.call(lambda: 1)
    waiting.set_result(1)
    assert await task == 1


async def test_only_the_work_of_a_worker_may_wait():
    with pytest.raises(AssertionError, match="GreenletWorker"):
        wait_for(asyncio.get_running_loop().create_future())
