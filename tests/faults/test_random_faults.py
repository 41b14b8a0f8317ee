"""Whatever dies, gets lost, stalls or is full: no acknowledged order is lost, none is doubled.

Eight clients place, decide, amend and cancel orders through the gateway while faults strike. Faults
and what the clients do are drawn from a seed, which is printed; ``FAULT_SEED`` repeats it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TOLD
from tests.databases.kinds import Databases, PostgresqlDatabases
from tests.faults.course import act_under
from tests.faults.faulty_stack import FIRST_GATEWAY, FaultyStack
from tests.faults.schedule import draw_faults
from tests.faults.verdict import assert_nothing_lost_and_nothing_doubled

SHORT, LONG = 30, 300


# The databases are not dropped: whoever looks for the cause of a failure reads them.
@pytest.fixture
def alone(tmp_path: Path, all_databases: Databases) -> Iterator[FaultyStack]:
    with FaultyStack(tmp_path, databases=all_databases) as running:
        yield running


@pytest.fixture
def two(tmp_path: Path, postgresql: PostgresqlDatabases) -> Iterator[FaultyStack]:
    gateways = (FIRST_GATEWAY, "second")
    with FaultyStack(tmp_path, databases=postgresql, gateways=gateways) as running:
        yield running


@pytest.fixture(params=[SHORT, LONG])
def count(request: pytest.FixtureRequest) -> int:
    if request.param == LONG and not request.config.getoption("--full"):
        pytest.skip("the long run goes with --full")
    return int(request.param)


def draw_seed() -> int:
    if "FAULT_SEED" in os.environ:
        return int(os.environ["FAULT_SEED"])
    return 1 if "CI" in os.environ else random.SystemRandom().randrange(10**6)


def test_nothing_is_lost_and_nothing_doubled(count: int, alone: FaultyStack, record_property: Any):
    live_through(alone, count, record_property)


def test_nothing_is_lost_where_two_gateways_share_the_work(
    count: int, two: FaultyStack, record_property: Any
):
    live_through(two, count, record_property)


def live_through(stack: FaultyStack, count: int, record_property: Any) -> None:
    seed, has_files = draw_seed(), stack.databases.kind == "sqlite"
    faults = list(draw_faults(seed, count, stack.members, has_files=has_files))
    print(f"FAULT_SEED={seed}", *faults, sep="\n")  # noqa: T201 - shown when the test fails
    answers = act_under(stack, seed, faults)
    placed = {answer.payload["order"]["id"] for answer in answers if answer.payload["order"]}
    record_property(
        TOLD, f"seed {seed}: {count} faults, {len(placed)} orders, {len(answers)} answers"
    )
    assert_nothing_lost_and_nothing_doubled(stack, answers)
