"""Sending answers while they arise, as one HTTP response."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from starlette.types import Receive, Send

from chassis.identity import IdentityError
from gateway.server.identity import IdentitySeam
from gateway.server.refusal import refusal_body
from gateway.server.subscriptions.framing import Framing

# A client that takes nothing for so long has gone, or holds what others could use.
SEND_SECONDS: Final = 30.0
_log = logging.getLogger(__name__)


class ClientStalledError(Exception):
    """The client takes nothing, so that it can be told nothing either."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Answers, and how they are framed."""

    framing: Framing
    answers: AsyncGenerator[bytes, None]


@dataclass(frozen=True, slots=True)
class Streams:
    """All streams of a door: they end when the gateway is told to stop."""

    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self) -> None:
        """End them, and those that begin later."""
        self._stopping.set()

    async def send(self, stream: Stream, receive: Receive, send: Send) -> None:
        """Send all answers; ends with them, when the client has gone, or at the stop."""
        framing = stream.framing
        start = {"type": "http.response.start", "status": 200}
        await send({**start, "headers": [*framing.headers]})
        sending = asyncio.ensure_future(_send_all(stream, send))
        leaving = asyncio.ensure_future(_gone(receive))
        stopping = asyncio.ensure_future(self._stopping.wait())
        tasks = (sending, leaving, stopping)
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if leaving not in done:
            last = _last_words(framing, sending.exception()) if sending in done else framing.cut_off
            if last is not None:
                await send({"type": "http.response.body", "body": last})


def _last_words(framing: Framing, error: BaseException | None) -> bytes | None:
    """What ends a stream that ended by itself; None: its client takes nothing."""
    if error is None:
        return framing.end
    if isinstance(error, ClientStalledError):
        _log.warning("a client took nothing for %g seconds; its stream is ended", SEND_SECONDS)
        return None
    _log.error("a stream ended by a defect of the gateway", exc_info=error)
    return framing.cut_off


async def while_identified(
    answers: AsyncGenerator[bytes, None],
    identity: IdentitySeam,
    authorization: str | None,
    *,
    is_told: bool = True,
) -> AsyncGenerator[bytes, None]:
    """The answers while their caller's token or key holds; that it does not is told, if wanted."""
    async with aclosing(answers):
        async for answer in answers:
            try:
                await identity.identify(authorization)
            except IdentityError as error:
                if is_told:
                    yield refusal_body(str(error), "UNAUTHENTICATED")
                return
            yield answer


async def _send_all(stream: Stream, send: Send) -> None:
    framing, answers = stream.framing, stream.answers
    await _send(send, framing.opening)
    async with aclosing(answers):
        following = asyncio.ensure_future(anext(answers, None))
        try:
            while True:
                done, _ = await asyncio.wait({following}, timeout=framing.heartbeat_seconds)
                if not done:
                    await _send(send, framing.heartbeat)
                    continue
                answer = following.result()
                if answer is None:
                    return
                await _send(send, framing.frame(answer))
                following = asyncio.ensure_future(anext(answers, None))
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


async def _send(send: Send, body: bytes) -> None:
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await send({"type": "http.response.body", "body": body, "more_body": True})
    except TimeoutError as error:
        raise ClientStalledError from error


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
