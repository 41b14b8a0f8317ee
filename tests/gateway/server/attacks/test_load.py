"""Too many requests at once are sent away; slow senders take nobody's place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.server import parameters
from gateway.server.limits import Limits
from gateway.server.profile import DEVELOPMENT, DoorPolicy
from tests.gateway.server.attacks.conftest import open_door

QUERY = '{ customer(id: "1") { name } }'


@pytest.fixture
async def narrow() -> AsyncIterator[Any]:
    async for door in open_door(DoorPolicy(DEVELOPMENT, limits=Limits(in_progress=2, batch=5))):
        yield door


class Held:
    """A subgraph that answers when it is told to."""

    def __init__(self, door: Any) -> None:
        self._answer = door.subgraphs["crm"].answer
        self.called = asyncio.Semaphore(0)
        self.release = asyncio.Event()
        door.subgraphs["crm"].answer = self

    async def __call__(self, body: bytes, headers: object) -> bytes:
        self.called.release()
        await self.release.wait()
        return bytes(await self._answer(body, headers))


async def test_one_more_than_allowed_is_sent_away_at_once(narrow: Any):
    held = Held(narrow)
    waiting = [asyncio.create_task(narrow.ask(QUERY)) for _ in range(2)]
    for _ in waiting:
        await held.called.acquire()
    refused = await narrow.ask(QUERY)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert refused.json()["errors"][0]["extensions"] == {"code": "LOAD_LIMIT_EXCEEDED"}
    held.release.set()
    assert [(await each).status_code for each in waiting] == [200, 200]
    assert (await narrow.ask(QUERY)).status_code == 200


async def test_who_takes_nothing_but_a_stream_waits_for_his_answer_in_a_place_like_others(
    narrow: Any,
):
    held = Held(narrow)
    body, headers = {"query": QUERY}, {"accept": "text/event-stream"}
    asking = [narrow.client.post("/graphql", json=body, headers=headers) for _ in range(2)]
    waiting = [asyncio.create_task(each) for each in asking]
    for _ in waiting:
        await held.called.acquire()
    refused = await narrow.client.post("/graphql", json=body, headers=headers)
    assert refused.status_code == 503
    held.release.set()
    assert ["Nord AG" in (await each).text for each in waiting] == [True, True]


async def test_who_was_refused_or_failed_leaves_its_place(narrow: Any):
    for _ in range(5):
        assert (await narrow.ask("{ unknown }")).status_code == 400
    narrow.subgraphs["crm"].answer = None
    for _ in range(5):
        await narrow.ask(QUERY)
    assert (await narrow.ask("{ __typename }")).status_code == 200


async def test_each_request_of_a_batch_takes_a_place(narrow: Any):
    held = Held(narrow)
    body = [{"query": QUERY}] * 5
    asking = asyncio.create_task(narrow.client.post("/graphql", json=body))
    await held.called.acquire()
    held.release.set()
    *answered, third, fourth, fifth = (await asking).json()
    assert answered == [{"data": {"customer": {"name": "Nord AG"}}}] * 2
    for refused in (third, fourth, fifth):
        assert refused["errors"][0]["extensions"] == {"code": "LOAD_LIMIT_EXCEEDED"}
    assert (await narrow.ask(QUERY)).status_code == 200


async def test_a_body_that_trickles_is_given_up(narrow: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parameters, "SLOWEST_BODY_SECONDS", 0.05)
    never = asyncio.Event()

    async def trickle() -> AsyncIterator[bytes]:
        yield b'{"query": '
        await never.wait()

    headers = {"content-type": "application/json"}
    answer = await narrow.client.post("/graphql", content=trickle(), headers=headers)
    assert answer.status_code == 408
    assert answer.json()["errors"][0]["extensions"] == {"code": "REQUEST_TIMEOUT"}
