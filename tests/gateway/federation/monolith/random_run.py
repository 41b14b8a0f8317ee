"""How a property over random worlds is run: from which seed, how long, and what it tells."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

_CI_SEED = 20_260_000


@dataclass(frozen=True)
class RandomRun:
    """One run of one property.

    Attributes:
        times: how often as long as usual.
        tell: puts a line into the summary of the suite.
    """

    seed: int
    times: int
    tell: Callable[[str], None]

    def over(self, examples: int, check: Callable[[st.DataObject], None]) -> None:
        """Check so many examples, times ``times``; what fails is shrunk."""

        @seed(self.seed)
        @settings(
            max_examples=examples * self.times,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def example(data: st.DataObject) -> None:
            check(data)

        example()


def seed_of(option: str | None) -> int:
    """The seed on the command line, else CI's, else a fresh one."""
    if option is not None:
        return int(option)
    return _CI_SEED if "CI" in os.environ else secrets.randbelow(2**32)
