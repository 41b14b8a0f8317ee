"""Pages of which other origins may read answers (Fetch standard, CORS protocol)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from chassis.errors import InputError
from gateway.server.app import gateway_app
from gateway.server.cors import CorsPolicy
from gateway.server.profile import DEVELOPMENT, DoorPolicy
from gateway.server.settings import CorsSettings
from tests.gateway.server.conftest import parts_of

OURS = "https://ours.example"
PREFLIGHT = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type,authorization",
}


async def door_of(subgraph: Any, settings: CorsSettings) -> AsyncIterator[httpx.AsyncClient]:
    app = gateway_app(parts_of(subgraph, DoorPolicy(DEVELOPMENT, CorsPolicy.of(settings))))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://d") as client:
        yield client


@pytest.fixture
async def ours(subgraph: Any) -> AsyncIterator[httpx.AsyncClient]:
    async for client in door_of(subgraph, CorsSettings((OURS,), credentials=True)):
        yield client


@pytest.fixture
async def anybody(subgraph: Any) -> AsyncIterator[httpx.AsyncClient]:
    async for client in door_of(subgraph, CorsSettings(("*",))):
        yield client


async def ask(door: httpx.AsyncClient, origin: str) -> httpx.Response:
    return await door.post("/graphql", json={"query": "{ hello }"}, headers={"origin": origin})


async def test_a_page_of_ours_reads_the_answer(ours: httpx.AsyncClient):
    answer = await ask(ours, OURS)
    assert answer.json() == {"data": {"hello": "hello you"}}
    assert answer.headers["access-control-allow-origin"] == OURS
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert answer.headers["vary"] == "origin"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil-ours.example",
        "https://ours.example.evil.example",
        "https://ours.example:8443",
        "http://ours.example",
        "null",
        "",
    ],
)
async def test_another_page_reads_nothing(ours: httpx.AsyncClient, origin: str):
    for answer in (
        await ask(ours, origin),
        await ours.options("/graphql", headers={**PREFLIGHT, "origin": origin}),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert answer.headers["vary"] == "origin"


async def test_a_preflight_tells_what_may_be_sent(ours: httpx.AsyncClient):
    answer = await ours.options("/graphql", headers={**PREFLIGHT, "origin": OURS})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET, POST, PUT, DELETE"
    assert answer.headers["access-control-allow-headers"] == "content-type,authorization"
    assert answer.headers["access-control-max-age"] == "3600"


async def test_any_origin_is_answered_without_credentials(anybody: httpx.AsyncClient):
    answer = await ask(anybody, "https://any.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


async def test_without_settings_no_page_of_another_origin_reads_anything(door: httpx.AsyncClient):
    answer = await ask(door, OURS)
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "settings",
    [
        CorsSettings(("*",), credentials=True),
        CorsSettings((OURS, "*")),
        CorsSettings(()),
        CorsSettings(("null",)),
        CorsSettings(("https://*.ours.example",)),
        CorsSettings(("https://ours.example/",)),
        CorsSettings(("ours.example",)),
        CorsSettings(("https://OURS.example",)),
    ],
)
def test_settings_that_let_too_many_in_are_refused(settings: CorsSettings):
    with pytest.raises(InputError, match=r"door\.cors"):
        CorsPolicy.of(settings)
