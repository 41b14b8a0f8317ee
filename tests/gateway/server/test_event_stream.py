"""Server-sent events at the door: framing, refusals, the end, the client that leaves."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import msgspec
import pytest

from gateway.server import event_stream
from gateway.server.event_stream import send_events
from gateway.server.negotiation import accepts_event_stream
from tests.patience import PATIENCE_SECONDS

EVENTS = {"accept": "text/event-stream", "content-type": "application/json"}


def body(text: str) -> bytes:
    return msgspec.json.encode({"query": text})


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/event-stream", True),
        ("application/json, text/event-stream;q=0.5", True),
        ("text/event-stream;q=0", False),
        ("*/*", False),
        ("text/*", False),
        ("", False),
    ],
)
def test_events_are_asked_for_by_name(accept: str, *, expected: bool):
    assert accepts_event_stream(accept) is expected


async def test_a_query_is_one_event_and_the_end(door: httpx.AsyncClient):
    answer = await door.post("/graphql", content=body("{ hello }"), headers=EVENTS)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == (
        'event: next\ndata: {"data":{"hello":"hello you"}}\n\nevent: complete\ndata:\n\n'
    )


async def test_where_json_is_taken_too_a_query_is_answered_with_it(door: httpx.AsyncClient):
    headers = {**EVENTS, "accept": "application/json, text/event-stream"}
    answer = await door.post("/graphql", content=body("{ hello }"), headers=headers)
    assert answer.json() == {"data": {"hello": "hello you"}}


async def test_an_invalid_document_is_refused_before_any_event(door: httpx.AsyncClient):
    answer = await door.post("/graphql", content=body("subscription { no }"), headers=EVENTS)
    assert answer.status_code == 400
    assert "errors" in answer.json()


async def test_a_client_that_leaves_ends_the_subscription():
    ended, leave = asyncio.Event(), asyncio.Event()
    sent: list[Any] = []

    async def answers() -> AsyncGenerator[bytes, None]:
        try:
            yield b"{}"
            leave.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def receive() -> Any:
        await leave.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    async with asyncio.timeout(PATIENCE_SECONDS):
        await send_events(answers(), receive, send)
    assert ended.is_set()
    assert [message.get("body") for message in sent] == [None, b"event: next\ndata: {}\n\n"]


async def test_a_long_silence_is_filled_with_comments(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(event_stream, "SILENCE_SECONDS", 0.01)
    comments, sent = asyncio.Event(), list[Any]()

    async def answers() -> AsyncGenerator[bytes, None]:
        await comments.wait()
        yield b"{}"

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message.get("body"))
        if sent.count(b":\n\n") > 1:
            comments.set()

    async with asyncio.timeout(PATIENCE_SECONDS):
        await send_events(answers(), receive, send)
    assert sent[-2:] == [b"event: next\ndata: {}\n\n", b"event: complete\ndata:\n\n"]
