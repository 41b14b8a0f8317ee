"""graphql-sse's "single connection mode": reserve, open, begin, stop, and who may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chassis.identity import Actor, sign_token
from gateway.server.limits import DEFAULT_LIMITS
from gateway.server.profile import DEVELOPMENT, DoorPolicy
from gateway.server.refusal import RefusedRequestError
from gateway.server.subscriptions import reservations
from gateway.server.subscriptions.reservations import Reservations
from tests.gateway.server.conftest import SECRET
from tests.gateway.server.subscriptions.conftest import Served, served
from tests.patience import PATIENCE_SECONDS

TOKEN = "x-graphql-event-stream-token"  # noqa: S105 - a header's name
ANNA = Actor("STAFF", "stf_anna", "cli_test")
EVENTS = {"accept": "text/event-stream"}


def operation(name: str, text: str) -> Any:
    return {"query": text, "extensions": {"operationId": name}}


@pytest.fixture
async def client(gateway: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        httpx.AsyncClient(base_url=f"http://{gateway.address}") as client,
    ):
        client.headers[TOKEN] = (await client.put("/graphql")).text
        yield client


@asynccontextmanager
async def opened(client: httpx.AsyncClient) -> AsyncIterator[AsyncIterator[str]]:
    async with client.stream("GET", "/graphql", headers=EVENTS) as answer:
        assert answer.status_code == 200
        parts = answer.aiter_text()
        assert await anext(parts) == ":\n\n"
        yield parts


async def test_a_reservation_is_a_token(gateway: Served):
    async with httpx.AsyncClient() as client:
        first, second = [await client.put(gateway.url) for _ in range(2)]
    assert (first.status_code, first.headers["content-type"]) == (201, "text/plain; charset=utf-8")
    assert first.text != second.text


async def test_a_stream_whose_client_has_gone_before_it_begins_is_given_up():
    reservations = Reservations(DEFAULT_LIMITS, unopened_seconds=0.01)
    token = reservations.reserve(ANNA)
    await reservations.open(token, ANNA).aclose()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while token in reservations._known:  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0)


async def test_answers_of_several_operations_come_over_one_stream(
    client: httpx.AsyncClient, gateway: Served
):
    async with opened(client) as parts:
        begun = await client.post("/graphql", json=operation("a", "subscription { ticks }"))
        assert (begun.status_code, begun.content) == (202, b"")
        await gateway.ticker.ticks.put(1)
        tick = await anext(parts)
        assert tick == 'event: next\ndata: {"id":"a","payload":{"data":{"ticks":1}}}\n\n'
        await client.post("/graphql", json=operation("b", "{ hello }"))
        heard = await anext(parts)
        while "complete" not in heard:
            heard += await anext(parts)
        assert heard == (
            'event: next\ndata: {"id":"b","payload":{"data":{"hello":"hello you"}}}\n\n'
            'event: complete\ndata: {"id":"b"}\n\n'
        )


async def test_the_token_may_stand_in_the_address(client: httpx.AsyncClient):
    token = client.headers.pop(TOKEN)
    async with client.stream("GET", f"/graphql?token={token}", headers=EVENTS) as answer:
        assert answer.status_code == 200


async def test_an_operation_may_be_stopped(client: httpx.AsyncClient, gateway: Served):
    async with opened(client) as parts:
        await client.post("/graphql", json=operation("a", "subscription { ticks }"))
        await gateway.ticker.ticks.put(1)
        await anext(parts)
        assert (await client.delete("/graphql?operationId=a")).status_code == 200
        await gateway.ticker.ended.wait()
        assert (await client.delete("/graphql?operationId=a")).status_code == 200


async def test_an_operation_that_is_not_valid_is_refused_at_once(client: httpx.AsyncClient):
    answer = await client.post("/graphql", json=operation("a", "{ no }"))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_an_operation_needs_a_name_and_one_of_its_own(client: httpx.AsyncClient):
    unnamed = await client.post("/graphql", json={"query": "{ hello }"})
    assert (unnamed.status_code, "operationId" in unnamed.text) == (400, True)
    for expected in (202, 409):
        answer = await client.post("/graphql", json=operation("a", "subscription { ticks }"))
        assert answer.status_code == expected


async def test_a_stream_is_opened_once_and_ends_with_its_connection(
    client: httpx.AsyncClient, gateway: Served
):
    async with opened(client) as parts:
        again = await client.get("/graphql", headers=EVENTS)
        assert (again.status_code, again.json()["errors"][0]["extensions"]["code"]) == (
            409,
            "STREAM_OPEN",
        )
        await client.post("/graphql", json=operation("a", "subscription { ticks }"))
        await gateway.ticker.ticks.put(1)
        await anext(parts)
    await gateway.ticker.ended.wait()
    assert (await client.get("/graphql", headers=EVENTS)).status_code == 404


async def test_requests_that_name_no_stream_are_told_what_to_do(client: httpx.AsyncClient):
    assert (await client.get("/graphql")).status_code == 406
    assert (await client.delete("/graphql")).status_code == 400
    del client.headers[TOKEN]
    assert (await client.delete("/graphql?operationId=a")).status_code == 400
    client.headers[TOKEN] = "no-such-token"
    answer = await client.get("/graphql", headers=EVENTS)
    assert (answer.status_code, "PUT" in answer.text) == (404, True)


async def test_a_stream_is_his_alone_who_reserved_it():
    def bearing(actor: Actor) -> dict[str, str]:
        token = sign_token(actor, SECRET, timedelta(minutes=5))
        return {"authorization": f"Bearer {token}", **EVENTS}

    policy = DoorPolicy(replace(DEVELOPMENT, anonymous=False), None)
    async with served(policy) as gateway, httpx.AsyncClient() as client:
        assert (await client.put(gateway.url)).status_code == 401
        mine = bearing(ANNA)
        token = (await client.put(gateway.url, headers=mine)).text
        other = bearing(Actor("STAFF", "stf_ben", "cli_test"))
        answer = await client.get(gateway.url, headers={**other, TOKEN: token})
        assert answer.status_code == 404
        async with client.stream("GET", gateway.url, headers={**mine, TOKEN: token}) as answer:
            assert answer.status_code == 200


async def test_a_stream_that_nobody_opens_is_given_up():
    reservations = Reservations(DEFAULT_LIMITS, unopened_seconds=0.01)
    token = reservations.reserve(ANNA)

    async def use_it_for_ever() -> None:
        while True:
            reservations.require_new(token, ANNA, "a")
            await asyncio.sleep(0.01)

    async with asyncio.timeout(PATIENCE_SECONDS):
        with pytest.raises(RefusedRequestError, match="no such event stream"):
            await use_it_for_ever()


async def test_one_caller_leaves_streams_for_others(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reservations, "MOST_OF_ONE_CALLER", 2)
    kept = Reservations(DEFAULT_LIMITS, unopened_seconds=PATIENCE_SECONDS)
    mine = [kept.reserve(ANNA) for _ in range(2)]
    with pytest.raises(RefusedRequestError, match="too many event streams"):
        kept.reserve(ANNA)
    assert kept.reserve(Actor("STAFF", "stf_ben", "cli_test")) not in mine


async def test_a_body_that_is_not_plain_is_not_read(client: httpx.AsyncClient):
    answer = await client.post(
        "/graphql", json=operation("a", "{ hello }"), headers={"content-encoding": "gzip"}
    )
    assert answer.status_code == 415
