"""How fast a partner's program may write (domain section 3.8): a bucket of permits for each client.

A bucket holds one second's permits and fills evenly, so that a second's writes may come at once.
Staff are not bounded, nor is reading. Each gateway counts for itself.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from chassis.identity import Actor
from gateway.federation.language.selection import Field, SelectionSet
from gateway.server.request_error import RequestRefusedError

PARTNER_WRITES_PER_SECOND: Final = 10
MOST_CLIENTS: Final = 10_000


def writes_of(selections: SelectionSet) -> int:
    """The root fields of a mutation, those in fragments too; a skipped one counts."""
    return sum(1 if isinstance(each, Field) else writes_of(each.selections) for each in selections)


@dataclass(slots=True)
class _Bucket:
    permits: float
    filled_at: float


@dataclass(frozen=True, slots=True)
class WriteRate:
    """Permits of all clients; those that have not written for long are forgotten.

    Attributes:
        per_second: root fields of mutations; also what a client may have saved up.
        seconds: a clock that never goes back.
    """

    per_second: int = PARTNER_WRITES_PER_SECOND
    seconds: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, _Bucket] = field(default_factory=OrderedDict)

    def take(self, actor: Actor, writes: int) -> None:
        """Use permits for so many writes, all of them or none.

        Raises:
            RequestRefusedError: RATE_LIMITED, with the seconds after which it may succeed.
        """
        if actor.kind != "PARTNER":
            return
        bucket = self._filled(f"{actor.partner_id} {actor.client_id}")
        if bucket.permits < writes:
            wait = (min(writes, self.per_second) - bucket.permits) / self.per_second
            message = (
                f"more than {self.per_second} writes in a second; send at most so many at once, "
                f"and ask again in {wait:.1f} s"
            )
            raise RequestRefusedError.because(message, "RATE_LIMITED")
        bucket.permits -= writes

    def _filled(self, client: str) -> _Bucket:
        at = self.seconds()
        full = _Bucket(float(self.per_second), at)
        bucket = self._buckets.pop(client, full)
        bucket.permits = min(
            float(self.per_second), bucket.permits + (at - bucket.filled_at) * self.per_second
        )
        bucket.filled_at = at
        self._buckets[client] = bucket
        if len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return bucket
