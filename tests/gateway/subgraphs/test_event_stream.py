"""Subscriptions at a subgraph by server-sent events."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.subgraphs.client import SubgraphRequest, SubgraphUnreachableError
from gateway.subgraphs.event_stream import Event, EventReader, EventStreamClient

REQUEST = SubgraphRequest(b'{"query":"subscription{a}"}', (("x-one", "1"),), 5)
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
STREAM = (
    b": hello\n\nevent: next\ndata: {\ndata: }\n\nevent:next\r\ndata:1\r\nid: 7\r\n\r\n"
    b"data: x\r\revent: complete\n\n"
)
EVENTS = [
    Event("next", b"{\n}"),
    Event("next", b"1"),
    Event("message", b"x"),
    Event("complete", b""),
]


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_events_are_the_same_however_the_bytes_are_cut(cuts: list[int]):
    reader = EventReader(100)
    edges = [0, *sorted(cuts), len(STREAM)]
    parts = [STREAM[start:end] for start, end in pairwise(edges)]
    assert [event for part in parts for event in reader.feed(part)] == EVENTS


@pytest.mark.parametrize("part", [b"data: " + b"x" * 200, b"data: xxxxxxxx\n" * 20])
def test_an_event_that_grows_too_large_is_refused(part: bytes):
    with pytest.raises(SubgraphUnreachableError, match="more than 100 bytes"):
        list(EventReader(100).feed(part))


async def bodies(server: Any, request: SubgraphRequest = REQUEST) -> list[bytes]:
    async with httpx.AsyncClient() as client:
        events = EventStreamClient(server.url, client, largest_event=1000).subscribe(request)
        return [body async for body in events]


async def test_each_next_is_a_response_until_complete(serve_bytes: Any):
    async with serve_bytes(HEAD + STREAM, then_close=True) as server:
        assert await bodies(server) == [b"{\n}", b"1"]
    assert b"accept: text/event-stream" in server.requests[0].lower()
    assert b"x-one: 1" in server.requests[0]


async def test_a_plain_response_is_the_only_event(serve_bytes: Any):
    reply = b'HTTP/1.1 400 Bad\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"errors":[]}'
    async with serve_bytes(reply) as server:
        assert await bodies(server) == [b'{"errors":[]}']


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (HEAD + b"event: next\ndata: 1\n\n", "ended too early"),
        (HEAD + b"event: next\ndata: " + b"1" * 2000, "more than 1000 bytes"),
        (
            b"HTTP/1.1 502 Bad\r\ncontent-type: text/html\r\ncontent-length: 1\r\n\r\nx",
            "status 502",
        ),
        (b"hello\r\n\r\n", "the stream broke"),
    ],
)
async def test_a_stream_that_is_none_says_why(serve_bytes: Any, reply: bytes, reason: str):
    async with serve_bytes(reply, then_close=True) as server:
        with pytest.raises(SubgraphUnreachableError, match=reason):
            await bodies(server)


async def test_the_beginning_has_a_deadline_but_silence_between_events_has_none(
    serve_crafted: Any,
):
    released = asyncio.Event()

    async def answer(number: int, writer: asyncio.StreamWriter) -> None:
        if number == 1:
            return
        writer.write(HEAD + b"event: next\ndata: 1\n\n")
        await released.wait()
        writer.write(b"event: next\ndata: 2\n\nevent: complete\n\n")

    hasty = SubgraphRequest(b"{}", timeout_seconds=0.05)
    async with serve_crafted(answer) as server, httpx.AsyncClient() as client:
        stream = EventStreamClient(server.url, client)
        with pytest.raises(SubgraphUnreachableError, match="no answer within"):
            await anext(stream.subscribe(hasty))
        async with aclosing(stream.subscribe(hasty)) as events:
            assert await anext(events) == b"1"
            released.set()
            assert [body async for body in events] == [b"2"]


async def test_closing_ends_the_connection(serve_crafted: Any):
    async def answer(_: int, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"event: next\ndata: 1\n\n")

    async with serve_crafted(answer) as server, httpx.AsyncClient() as client:
        async with aclosing(EventStreamClient(server.url, client).subscribe(REQUEST)) as events:
            assert await anext(events) == b"1"
        await asyncio.wait_for(server.connection_ended.wait(), 5)
