"""How many requests are in progress; one more than allowed is sent away at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gateway.server.limits import LIMITS, Limits
from gateway.server.refusal import RefusedRequestError

_RETRY_AFTER: Final = {b"retry-after": b"1"}


@dataclass(slots=True)
class Load:
    """The requests of one process that wait for their answers.

    Without a bound each of them would wait longer the more there are, until none is of use any
    more, and keep its memory meanwhile.
    """

    limits: Limits
    in_progress: int = 0

    def begin(self) -> None:
        """Count a request; ``end`` must follow unless it is refused.

        Raises:
            RefusedRequestError: there are too many (503).
        """
        if self.in_progress >= self.limits.in_progress:
            message = f"{self.limits.told('in_progress', 'one more')}; try again in a moment"
            raise RefusedRequestError(503, message, LIMITS["in_progress"].code, _RETRY_AFTER)
        self.in_progress += 1

    def end(self) -> None:
        """A request has its answer, or nobody waits for it."""
        self.in_progress -= 1
