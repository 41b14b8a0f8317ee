"""Answers one by one over HTTP: server-sent events and parts; the end, silence, who leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chassis import identity
from chassis.clock import now
from chassis.identity import Actor, sign_token
from gateway.server.negotiation import accepts_event_stream, accepts_parts
from gateway.server.profile import DEVELOPMENT, DoorPolicy
from gateway.server.subscriptions import streaming
from gateway.server.subscriptions.framing import EVENTS, PARTS, Framing
from gateway.server.subscriptions.streaming import Stream, Streams
from tests.gateway.server.conftest import SECRET
from tests.gateway.server.subscriptions.conftest import Served, served
from tests.patience import PATIENCE_SECONDS

TICKS = {"query": "subscription { ticks }"}
PARTS_TYPE = "multipart/mixed;subscriptionSpec=1.0, application/json"


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


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ('multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json', True),
        ("multipart/mixed; subscriptionSpec=2.0", False),
        ("multipart/mixed;deferSpec=20220824", False),
        ("multipart/mixed", False),
    ],
)
def test_parts_are_asked_for_by_their_specification(accept: str, *, expected: bool):
    assert accepts_parts(accept) is expected


async def _posted(gateway: Served, accept: str, body: Any) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.post(gateway.url, json=body, headers={"accept": accept})


async def _all_ticks(gateway: Served, accept: str) -> httpx.Response:
    posting = asyncio.ensure_future(_posted(gateway, accept, TICKS))
    for tick in (1, 2, None):
        await gateway.ticker.ticks.put(tick)
    return await posting


async def test_events_end_with_complete(gateway: Served):
    answer = await _all_ticks(gateway, "text/event-stream")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text == (
        ':\n\nevent: next\ndata: {"data":{"ticks":1}}\n\n'
        'event: next\ndata: {"data":{"ticks":2}}\n\nevent: complete\ndata:\n\n'
    )


async def test_each_part_comes_with_the_delimiter_after_it(gateway: Served):
    answer = await _all_ticks(gateway, PARTS_TYPE)
    kind = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
    assert answer.headers["content-type"] == kind
    head = "\r\ncontent-type: application/json\r\n\r\n"
    assert answer.text == (
        f'\r\n--graphql{head}{{"payload":{{"data":{{"ticks":1}}}}}}'
        f'\r\n--graphql{head}{{"payload":{{"data":{{"ticks":2}}}}}}\r\n--graphql--\r\n'
    )


async def test_a_query_is_one_event_and_the_end(gateway: Served):
    answer = await _posted(gateway, "text/event-stream", {"query": "{ hello }"})
    assert answer.text == (
        ':\n\nevent: next\ndata: {"data":{"hello":"hello you"}}\n\nevent: complete\ndata:\n\n'
    )


@pytest.mark.parametrize("accept", ["application/json, text/event-stream", PARTS_TYPE])
async def test_where_json_is_taken_too_a_query_is_answered_with_it(gateway: Served, accept: str):
    answer = await _posted(gateway, accept, {"query": "{ hello }"})
    assert answer.json() == {"data": {"hello": "hello you"}}


async def test_an_invalid_document_is_told_in_an_event_where_nothing_else_is_taken(
    gateway: Served,
):
    answer = await _posted(gateway, "text/event-stream", {"query": "subscription { no }"})
    assert answer.status_code == 200
    assert "GRAPHQL_VALIDATION_FAILED" in answer.text
    assert answer.text.endswith("event: complete\ndata:\n\n")


@pytest.mark.parametrize(
    ("one", "status"), [("application/json", 200), ("application/graphql-response+json", 400)]
)
async def test_where_a_single_answer_is_taken_too_it_refuses_as_it_always_does(
    gateway: Served, one: str, status: int
):
    accept = f"multipart/mixed;subscriptionSpec=1.0, {one}"
    answer = await _posted(gateway, accept, {"query": "subscription { no }"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, f"{one}; charset=utf-8")
    assert answer.json()["errors"]


async def test_a_client_that_leaves_ends_the_subscription(gateway: Served):
    async with _following(gateway, "text/event-stream"):
        pass
    async with asyncio.timeout(PATIENCE_SECONDS):
        await gateway.ticker.ended.wait()


@asynccontextmanager
async def _following(gateway: Served, accept: str) -> AsyncIterator[AsyncIterator[str]]:
    """What is sent, from the first tick on."""
    headers = {"accept": accept}
    async with (
        httpx.AsyncClient() as client,
        client.stream("POST", gateway.url, json=TICKS, headers=headers) as answer,
    ):
        parts = answer.aiter_text()
        await gateway.ticker.ticks.put(1)
        while "ticks" not in await anext(parts):
            pass
        yield parts


@pytest.mark.parametrize(
    ("accept", "last"),
    [
        ("text/event-stream", ""),
        (PARTS_TYPE, '"SERVICE_UNAVAILABLE"}}]}\r\n--graphql--\r\n'),
    ],
)
async def test_a_gateway_that_stops_cuts_its_streams_off(gateway: Served, accept: str, last: str):
    async with asyncio.timeout(PATIENCE_SECONDS), _following(gateway, accept) as parts:
        gateway.door.streams.stop()
        assert "".join([each async for each in parts]).endswith(last)
        await gateway.ticker.ended.wait()


@pytest.mark.parametrize("framing", [EVENTS, PARTS])
async def test_a_long_silence_is_filled_with_heartbeats(framing: Framing):
    quick = replace(framing, heartbeat_seconds=0.01)
    heard, sent = asyncio.Event(), list[Any]()

    async def answers() -> AsyncGenerator[bytes, None]:
        await heard.wait()
        yield b"{}"

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message.get("body"))
        if sent[2:].count(framing.heartbeat) > 1:
            heard.set()

    async with asyncio.timeout(PATIENCE_SECONDS):
        await Streams().send(Stream(quick, answers()), receive, send)
    assert sent[-2:] == [framing.frame(b"{}"), framing.end]


def test_line_ends_within_an_answer_are_no_line_ends_of_the_stream():
    assert EVENTS.frame(b'{\r\n "a": 1\n}') == b'event: next\ndata: {   "a": 1 }\n\n'


async def test_who_does_not_hold_his_token_any_more_hears_that_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
):
    token = sign_token(Actor("STAFF", "stf_anna", "cli_test"), SECRET, timedelta(minutes=5))
    headers = {"accept": "text/event-stream", "authorization": f"Bearer {token}"}
    guarded = DoorPolicy(replace(DEVELOPMENT, anonymous=False))
    async with (
        served(guarded) as gateway,
        httpx.AsyncClient(headers=headers) as client,
        client.stream("POST", gateway.url, json=TICKS) as answer,
    ):
        parts = answer.aiter_text()
        await gateway.ticker.ticks.put(1)
        while "ticks" not in await anext(parts):
            pass
        monkeypatch.setattr(identity, "now", lambda: now() + timedelta(minutes=6))
        await gateway.ticker.ticks.put(2)
        rest = "".join([each async for each in parts])
        assert "UNAUTHENTICATED" in rest
        assert "ticks" not in rest
        await gateway.ticker.ended.wait()


async def test_a_client_that_takes_nothing_is_let_go_without_another_word(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(streaming, "SEND_SECONDS", 0.05)
    ended, sent = asyncio.Event(), list[Any]()

    async def answers() -> AsyncGenerator[bytes, None]:
        try:
            while True:
                yield b"{}"
        finally:
            ended.set()

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message.get("body"))
        if len(sent) > 2:
            await asyncio.Event().wait()

    async with asyncio.timeout(PATIENCE_SECONDS):
        await Streams().send(Stream(EVENTS, answers()), receive, send)
    assert ended.is_set()
    assert sent == [None, EVENTS.opening, EVENTS.frame(b"{}")]
