"""Several requests in one body are refused, or each of them is counted and judged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.server.limits import Limits
from gateway.server.profile import DEVELOPMENT, DoorPolicy
from tests.gateway.server.attacks.conftest import open_door

GUESS = {"query": "query($n: Int) { secretCode(guess: $n) }"}


@pytest.fixture
async def batching() -> AsyncIterator[Any]:
    async for door in open_door(DoorPolicy(DEVELOPMENT, limits=Limits(batch=3))):
        yield door


async def refusal(door: Any, body: object) -> tuple[int, str]:
    answer = await door.client.post("/graphql", json=body)
    assert door.calls == []
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize("number", [1, 10, 1000])
async def test_by_default_no_batch_is_executed(production: Any, number: int):
    assert await refusal(production, [GUESS] * number) == (400, "BATCH_LIMIT_EXCEEDED")


async def test_a_batch_within_its_limit_is_answered_in_order(batching: Any):
    body = [
        {"query": "{ __typename }"},
        {"query": "{ unknown }"},
        {"query": 'mutation { rename(id: "1", name: "x") { name } }'},
    ]
    answer = await batching.client.post("/graphql", json=body)
    first, second, third = answer.json()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert first == {"data": {"__typename": "Query"}}
    assert second["errors"][0]["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    assert third == {"data": {"rename": {"name": "Nord AG"}}}


async def test_one_more_is_refused_whole(batching: Any):
    assert await refusal(batching, [GUESS] * 4) == (400, "BATCH_LIMIT_EXCEEDED")


@pytest.mark.parametrize("body", [[], [1], [[GUESS]], [{}], [GUESS, {"query": 1}]])
async def test_what_is_no_batch_is_400(batching: Any, body: object):
    assert await refusal(batching, body) == (400, "BAD_REQUEST")


async def test_a_batch_has_no_stream(batching: Any):
    headers = {"accept": "text/event-stream"}
    answer = await batching.client.post("/graphql", json=[GUESS], headers=headers)
    assert answer.status_code == 400
