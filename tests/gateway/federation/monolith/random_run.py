"""How a property over random worlds is run: from which seed, how long, and what it tells."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from tests.gateway.federation.monolith.choices import Choices

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

    def over(self, examples: int, check: Callable[[Choices], None]) -> None:
        """Check so many examples, times ``times``."""
        for number in range(examples * self.times):
            try:
                check(Choices.of(self.seed, number))
            except Exception as error:
                error.add_note(f"Example {number} of --hypothesis-seed={self.seed}")
                raise


def seed_of(option: str | None) -> int:
    """The seed on the command line, else CI's, else a fresh one."""
    if option is not None:
        return int(option)
    return _CI_SEED if "CI" in os.environ else secrets.randbelow(2**32)
