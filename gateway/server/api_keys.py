"""Keys of partners' programs at the door: who calls with one, and the operator's way to them.

Whose a key is, is remembered for a few seconds, so that not every request asks the database; so
long at most does a revoked one still hold.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from chassis.identity import Actor, IdentityError

# What is no JWT, which always begin otherwise.
KEY_MARK: Final = "usk_"
REMEMBERED_SECONDS: Final = 10.0
MOST_REMEMBERED: Final = 4096
# What strangers send is remembered, too, so it must be short.
LONGEST_KEY: Final = 100
FindOwner = Callable[[str], Awaitable[Actor | None]]


@dataclass(slots=True)
class ApiKeys:
    """Whose the keys are.

    Attributes:
        find: asks where the keys are kept; None: it is nobody's.
        clock: monotonic, in seconds.
    """

    find: FindOwner
    clock: Callable[[], float] = time.monotonic
    _known: OrderedDict[str, tuple[float, Actor | None]] = field(default_factory=OrderedDict)

    async def actor_of(self, key: str) -> Actor:
        """Who calls with a key.

        Raises:
            IdentityError: it is nobody's, or was revoked.
        """
        until, actor = self._known.get(key, (0.0, None))
        if self.clock() >= until and len(key) <= LONGEST_KEY:
            actor = await self.find(key)
            self._known[key] = (self.clock() + REMEMBERED_SECONDS, actor)
            self._known.move_to_end(key)
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        if actor is None:
            raise IdentityError("the key is not known, or was revoked; ask for a new one")
        return actor
