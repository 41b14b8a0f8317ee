"""Answers as server-sent events (graphql-sse, "distinct connections mode").

Each answer is an event ``next``, the end is ``complete``; a comment is sent into a long silence, so
that nothing on the way takes the connection for dead.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from starlette.types import Receive, Send

SILENCE_SECONDS = 12.0
_log = logging.getLogger(__name__)
_COMMENT: Final = b":\n\n"
_COMPLETE: Final = b"event: complete\ndata:\n\n"
_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


async def send_events(answers: AsyncGenerator[bytes, None], receive: Receive, send: Send) -> None:
    """Send all answers; ends with them, or when the client has gone."""
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    leaving = asyncio.ensure_future(_gone(receive))
    sending = asyncio.ensure_future(_send_all(answers, send))
    try:
        await asyncio.wait({leaving, sending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        sending.cancel()
        await asyncio.gather(leaving, sending, return_exceptions=True)
    if sending.cancelled():
        return
    if sending.exception() is not None:
        _log.error("a stream ended by a defect of the gateway", exc_info=sending.exception())
    else:
        await send({"type": "http.response.body", "body": _COMPLETE})


async def _send_all(answers: AsyncGenerator[bytes, None], send: Send) -> None:
    async with aclosing(answers):
        following = asyncio.ensure_future(anext(answers, None))
        try:
            while True:
                done, _ = await asyncio.wait({following}, timeout=SILENCE_SECONDS)
                if not done:
                    await _send(send, _COMMENT)
                    continue
                answer = following.result()
                if answer is None:
                    return
                await _send(send, b"event: next\ndata: %s\n\n" % answer)
                following = asyncio.ensure_future(anext(answers, None))
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
