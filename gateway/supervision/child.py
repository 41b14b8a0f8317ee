"""One child process: started, watched, restarted, ended."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

UNUSABLE_INPUT = 2
HEALTH_INTERVAL_SECONDS = 0.05
STOP_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 5.0


class ChildRefusedError(Exception):
    """A child that found its input unusable; it has said so itself."""


@dataclass(slots=True)
class Child:
    """What to run, and the process that runs it now.

    Attributes:
        arguments: after the interpreter; ``first_arguments`` only the first time.
        health_url: answers 200 when the child can do its work.
    """

    name: str
    arguments: list[str]
    health_url: str
    first_arguments: list[str] = field(default_factory=list)
    environment: Mapping[str, str] = field(default_factory=dict)
    _process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it the first time, and wait until it is healthy.

        Raises:
            ChildRefusedError: it ended instead.
        """
        await self._spawn([*self.arguments, *self.first_arguments])
        healthy = asyncio.create_task(self._healthy())
        ended = asyncio.create_task(self._running().wait())
        await asyncio.wait({healthy, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in (healthy, ended):
            task.cancel()
        if not healthy.done() or healthy.cancelled():
            raise ChildRefusedError(self.name)

    async def keep_alive(self) -> None:
        """Restart it whenever it ends, a little later each time it ends at once."""
        pause = 0.1
        while True:
            code = await self._running().wait()
            sys.stderr.write(f"unisono: {self.name} ended with code {code}; restarting it\n")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            await self._spawn(self.arguments)

    async def stop(self) -> None:
        """End it: politely first."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _spawn(self, arguments: list[str]) -> None:
        # A session of its own: Ctrl-C reaches the parent alone, which ends its children in order.
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            env={**os.environ, **self.environment},
            start_new_session=True,
        )

    async def _healthy(self) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=1.0) as client:
            while True:
                try:
                    if (await client.get(self.health_url)).status_code == httpx.codes.OK:
                        return
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(HEALTH_INTERVAL_SECONDS)

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise AssertionError(f"{self.name} was not started")
        return self._process
