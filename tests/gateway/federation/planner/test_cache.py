import asyncio

import pytest

from gateway.federation.planner.cache import SingleFlightCache


class Maker:
    def __init__(self, *, fails: bool = False) -> None:
        self.calls = 0
        self.fails = fails
        self.release = asyncio.Event()

    async def __call__(self) -> str:
        self.calls += 1
        await self.release.wait()
        if self.fails:
            raise ValueError("no plan")
        return f"plan {self.calls}"


async def test_what_was_made_once_is_not_made_again():
    cache: SingleFlightCache[str, str] = SingleFlightCache(2)
    make = Maker()
    make.release.set()
    assert [await cache.get("a", make), await cache.get("a", make)] == ["plan 1", "plan 1"]
    assert (cache.peek("a"), cache.peek("b")) == ("plan 1", None)


async def test_callers_at_the_same_time_share_one_making():
    cache: SingleFlightCache[str, str] = SingleFlightCache(2)
    make = Maker()
    callers = [asyncio.create_task(cache.get("a", make)) for _ in range(5)]
    await asyncio.sleep(0)
    make.release.set()
    assert await asyncio.gather(*callers) == ["plan 1"] * 5


async def test_the_least_recently_used_value_falls_out_first():
    cache: SingleFlightCache[str, str] = SingleFlightCache(2)
    make = Maker()
    make.release.set()
    for key in ("a", "b"):
        await cache.get(key, make)
    cache.peek("a")
    await cache.get("c", make)
    assert (cache.peek("a"), cache.peek("b"), len(cache)) == ("plan 1", None, 2)


async def test_a_failure_reaches_every_waiter_and_is_not_kept():
    cache: SingleFlightCache[str, str] = SingleFlightCache(2)
    make = Maker(fails=True)
    callers = [asyncio.create_task(cache.get("a", make)) for _ in range(2)]
    await asyncio.sleep(0)
    make.release.set()
    for caller in callers:
        with pytest.raises(ValueError, match="no plan"):
            await caller
    make.fails = False
    assert await cache.get("a", make) == "plan 2"


async def test_a_cancelled_caller_does_not_cancel_the_making():
    cache: SingleFlightCache[str, str] = SingleFlightCache(2)
    make = Maker()
    leaves, stays = (asyncio.create_task(cache.get("a", make)) for _ in range(2))
    await asyncio.sleep(0)
    leaves.cancel()
    make.release.set()
    assert await stays == "plan 1"
