"""What properties over random worlds share."""

from collections.abc import Callable

import pytest

from tests.conftest import TOLD
from tests.gateway.federation.monolith.random_run import RandomRun, seed_of


@pytest.fixture
def random_run(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> RandomRun:
    """From the seed on the command line, CI's, or a fresh one; ``--full`` is ten times as long."""
    run = RandomRun(
        seed_of(request.config.getoption("--hypothesis-seed")),
        10 if request.config.getoption("--full") else 1,
        lambda line: record_property(TOLD, line),
    )
    run.tell(f"--hypothesis-seed={run.seed}")
    return run
