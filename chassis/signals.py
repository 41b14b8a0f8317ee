"""Hints that something has changed, to whoever waits for it: in this process and in the others.

A hint only wakes. Whoever waits looks for himself, and looks now and then without one, so that a
lost hint costs latency and nothing else. On PostgreSQL hints travel by NOTIFY, gathered while the
last ones are sent; a SQLite database belongs to one process, where they are calls.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable

import msgspec
import psycopg

from chassis.identifiers import new_id
from chassis.postgresql_server import PostgresqlServer

Listener = Callable[[str], None]
LOG = logging.getLogger(__name__)
CHANNEL = "unisono"
PAUSE_SECONDS = 0.5
# After each message, so that what follows closely is one message more and not many.
GATHER_SECONDS = 0.05
# PostgreSQL takes at most 8,000 bytes; hints are a topic and an id.
MOST_AT_ONCE = 50
EVERYTHING = ""
"""Instead of a detail: hints may have been missed, whatever they were about."""


class Signals:
    """The hints about one database; without a ``server`` they stay in this process."""

    def __init__(self, server: PostgresqlServer | None) -> None:
        self._server = server
        self._me = new_id("sig")
        self._listeners: defaultdict[str, list[Listener]] = defaultdict(list)
        self._unsent: set[tuple[str, str]] = set()
        self._has_unsent = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def listen(self, topic: str, listener: Listener) -> None:
        """Call ``listener`` with the detail of each hint of a topic, from now on."""
        self._listeners[topic].append(listener)
        self._begin()

    def tell(self, topic: str, detail: str = EVERYTHING) -> None:
        """Give a hint; call it after the commit. Costs no waiting."""
        self._call(topic, detail)
        if self._server is not None:
            self._begin()
            self._unsent.add((topic, detail))
            self._has_unsent.set()

    async def close(self) -> None:
        """Neither send nor receive any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self) -> None:
        if self._server is not None and not self._tasks:
            works = (self._receive(self._server), self._send(self._server))
            self._tasks = [asyncio.create_task(each) for each in works]

    def _call(self, topic: str, detail: str) -> None:
        for listener in self._listeners[topic]:
            listener(detail)

    async def _send(self, server: PostgresqlServer) -> None:
        """Send what was told by this process, many hints at once."""
        while True:
            await self._has_unsent.wait()
            hints = [self._unsent.pop() for _ in range(min(len(self._unsent), MOST_AT_ONCE))]
            if not self._unsent:
                self._has_unsent.clear()
            try:
                await server.notify(CHANNEL, msgspec.json.encode([self._me, hints]).decode())
            except Exception:
                LOG.exception("hints were lost; those who wait look for themselves")
                await asyncio.sleep(PAUSE_SECONDS)
            await asyncio.sleep(GATHER_SECONDS)

    async def _receive(self, server: PostgresqlServer) -> None:
        """Pass on what others tell; after a gap everyone looks for himself."""
        while True:
            try:
                async with server.listening(CHANNEL, self._pass_on) as lost:
                    for topic in list(self._listeners):
                        self._call(topic, EVERYTHING)
                    await lost.wait()
                LOG.warning("no hints for a moment: the connection was lost")
            except (psycopg.Error, OSError) as error:
                LOG.warning("no hints for a moment: %s", error)
            except Exception:
                LOG.exception("hints cannot be received; it is tried again")
            await asyncio.sleep(PAUSE_SECONDS)

    def _pass_on(self, payload: str) -> None:
        try:
            sender, hints = msgspec.json.decode(payload, type=tuple[str, list[tuple[str, str]]])
            if sender != self._me:
                for topic, detail in hints:
                    self._call(topic, detail)
        except Exception:
            LOG.exception("a hint could not be passed on")
