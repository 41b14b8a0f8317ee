"""Who is dead, as far as one process can see; and what becomes of one who was thought so."""

import asyncio
from pathlib import Path

import pytest

from chassis.database import Database
from gateway.orders import executors
from gateway.orders.executors import BEAT_SECONDS, LEASE_SECONDS, Executors, Watch
from gateway.orders.lost_work import LostWork
from gateway.orders.service import MIGRATIONS
from gateway.orders.store.executors import ENDED, ExecutorStore
from tests.databases.kinds import Databases


def looks(watch: Watch, beats: list[int], seconds: float) -> list[list[str]]:
    """The verdicts of looks, so many seconds apart."""
    return [watch.look({"other": beat}, 100 + seconds * n) for n, beat in enumerate(beats)]


def test_one_who_counts_lives():
    assert looks(Watch(), list(range(40)), BEAT_SECONDS) == [[]] * 40


def test_one_who_stands_still_for_a_lease_is_dead():
    count = int(LEASE_SECONDS / BEAT_SECONDS) + 1
    assert looks(Watch(), [7] * count, BEAT_SECONDS) == [[]] * (count - 1) + [["other"]]


def test_one_who_ended_in_order_is_dead_at_once():
    assert Watch().look({"other": ENDED, "third": 4}, 100.0) == ["other"]


def test_who_was_away_himself_judges_nobody():
    assert looks(Watch(), [7, 7], LEASE_SECONDS + 60) == [[], []]


@pytest.fixture
def given_away(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose work is given away; DBOS itself is tested end to end."""
    found: list[str] = []

    async def give_away(executor_id: str) -> None:
        found.append(executor_id)

    async def nothing(*_: object) -> set[str]:
        return set()

    for name, replaced in (("give_away", give_away), ("drop_runs", nothing)):
        monkeypatch.setattr(executors.workflows, name, replaced)
    return found


async def none() -> list[str]:
    return []


async def test_who_was_taken_for_dead_begins_anew(
    tmp_path: Path, databases: Databases, given_away: list[str]
):
    database = await Database.open(databases.at(tmp_path / "orders.db"), MIGRATIONS)
    store = ExecutorStore(database)
    living = Executors(store, LostWork(none))
    await living.join()
    await living._round()
    await store.remove(living.me, 1)
    await living._round()
    await living._round()
    assert await store.beats() == {living.me: 1}
    assert given_away == [living.me]
    await database.close()


async def test_the_row_of_one_who_counts_after_all_is_kept(
    tmp_path: Path, databases: Databases, given_away: list[str]
):
    database = await Database.open(databases.at(tmp_path / "orders.db"), MIGRATIONS)
    store = ExecutorStore(database)
    first, second = Executors(store, LostWork(none)), Executors(store, LostWork(none))
    await asyncio.gather(first.join(), second.join())
    await first.leave()
    await second._round()
    assert given_away == [first.me]
    assert list(await store.beats()) == [second.me]
    await store.remove(second.me, 0)
    assert list(await store.beats()) == [second.me]
    await database.close()
