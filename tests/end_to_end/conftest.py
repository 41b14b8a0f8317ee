"""A fresh world W for each scenario, and the invariants after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases.kinds import Databases
from tests.end_to_end.invariants import assert_invariants
from tests.end_to_end.stack import Stack


@pytest.fixture
def stack(tmp_path: Path, databases: Databases) -> Iterator[Stack]:
    with Stack(tmp_path, databases=databases) as running:
        yield running
        if running.is_running():
            assert_invariants(running)
