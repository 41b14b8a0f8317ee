"""What was planned once is not planned again.

One generic class; the server keeps two of them:

* by raw text: ``(document text, operation name)`` to the parsed and validated document, so that
  a repeated document costs no parsing;
* by meaning: ``(supergraph version, contract, document, operation name, labels, authorization
  set)`` to the plan, compiled.

Every part of a key is a value (labels and authorization as frozensets): two requests which may
see different things must never share a key. Nothing expires by time: a new supergraph has a new
version and so new keys; old ones fall out by age of use.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


@dataclass(slots=True)
class SingleFlightCache(Generic[KeyT, ValueT]):
    """Least recently used by count; one making for each key at a time.

    A failure reaches everybody who waits for it and is not kept. A caller that is cancelled does
    not cancel the making, since others may wait for it.

    Attributes:
        capacity: how many finished values are kept, at least 1.
    """

    capacity: int
    _values: OrderedDict[KeyT, ValueT] = field(default_factory=OrderedDict)
    _in_flight: dict[KeyT, asyncio.Task[ValueT]] = field(default_factory=dict)

    def peek(self, key: KeyT) -> ValueT | None:
        """The value if it is there; counts as a use. The hot path: no task, no await."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    async def get(self, key: KeyT, make: Callable[[], Awaitable[ValueT]]) -> ValueT:
        """The value, made at most once at a time.

        Raises:
            Exception: whatever ``make`` raises.
        """
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        task = self._in_flight.get(key)
        if task is None:
            task = asyncio.ensure_future(self._make(key, make))
            # Looked at even if every waiter was cancelled, so that nothing warns of a lost error.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._in_flight[key] = task
        return await asyncio.shield(task)

    def __len__(self) -> int:
        return len(self._values)

    async def _make(self, key: KeyT, make: Callable[[], Awaitable[ValueT]]) -> ValueT:
        try:
            value = await make()
        finally:
            del self._in_flight[key]
        self._values[key] = value
        while len(self._values) > self.capacity:
            self._values.popitem(last=False)
        return value
