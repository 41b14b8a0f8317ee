"""Queries by GET (GraphQL over HTTP, section "GET"): never a mutation, and not from any page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from gateway.server.app import gateway_app
from gateway.server.http import PREFLIGHT_HEADERS
from gateway.server.profile import DEVELOPMENT, DoorPolicy, Profile
from tests.gateway.server.conftest import parts_of

MODERN = {"accept": "application/graphql-response+json"}
QUERY = "query($n: String) { hello(name: $n) }"


async def door_of(subgraph: Any, profile: Profile) -> AsyncIterator[httpx.AsyncClient]:
    app = gateway_app(parts_of(subgraph, DoorPolicy(profile, None)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://d") as client:
        yield client


@pytest.fixture
async def closed(subgraph: Any) -> AsyncIterator[httpx.AsyncClient]:
    async for client in door_of(subgraph, replace(DEVELOPMENT, get_queries=False)):
        yield client


@pytest.fixture
async def careful(subgraph: Any) -> AsyncIterator[httpx.AsyncClient]:
    async for client in door_of(subgraph, replace(DEVELOPMENT, open_gets=False)):
        yield client


async def test_a_query_with_variables_is_answered_and_kept_nowhere(door: httpx.AsyncClient):
    given = {"query": QUERY, "variables": '{"n": "Änne"}', "extensions": "{}", "operationName": ""}
    answer = await door.get("/graphql", params=given, headers=MODERN)
    assert (answer.status_code, answer.json()) == (200, {"data": {"hello": "hello Änne"}})
    assert answer.headers["cache-control"] == "no-store"


async def test_nor_is_it_kept_for_who_takes_several_answers_as_well(door: httpx.AsyncClient):
    accept = "multipart/mixed;subscriptionSpec=1.0, application/json"
    answer = await door.get("/graphql", params={"query": "{ hello }"}, headers={"accept": accept})
    assert answer.json() == {"data": {"hello": "hello you"}}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream", MODERN["accept"]])
async def test_a_mutation_is_405_and_not_executed(
    door: httpx.AsyncClient, subgraph: Any, accept: str
):
    query = 'query A { hello } mutation B { shout(text: "x") }'
    given = {"query": query, "operationName": "B"}
    answer = await door.get("/graphql", params=given, headers={"accept": accept})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["errors"][0]["extensions"] == {"code": "METHOD_NOT_ALLOWED"}
    assert subgraph.calls == []


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query",
        "variables={}",
        "query={hello}&variables=[]",
        "query={hello}&variables={",
        "query={hello}&variables=" + "[" * 20_000,
        "query={hello}&extensions=1",
        "query={hello}&query={deep{hello}}",
        "query=%ff",
        "&".join(f"p{number}=1" for number in range(17)),
    ],
)
async def test_what_is_no_graphql_request_is_400(door: httpx.AsyncClient, query_string: str):
    answer = await door.get(f"/graphql?{query_string}", headers=MODERN)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"]


async def test_a_request_error_is_400_or_200_by_media_type(door: httpx.AsyncClient):
    modern = await door.get("/graphql?query={unknown}", headers=MODERN)
    legacy = await door.get("/graphql?query={unknown}")
    assert (modern.status_code, legacy.status_code) == (400, 200)


@pytest.mark.parametrize("method", ["PATCH", "HEAD", "OPTIONS"])
async def test_other_methods_are_405(door: httpx.AsyncClient, method: str):
    answer = await door.request(method, "/graphql?query={hello}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_where_get_is_off_it_is_405(closed: httpx.AsyncClient):
    answer = await closed.get("/graphql?query={hello}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_a_get_that_any_page_could_send_is_refused(careful: httpx.AsyncClient, subgraph: Any):
    answer = await careful.get("/graphql?query={hello}")
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"] == {"code": "CSRF_PREVENTED"}
    assert subgraph.calls == []


@pytest.mark.parametrize("header", PREFLIGHT_HEADERS)
async def test_a_header_that_needs_a_preflight_lets_it_pass(
    careful: httpx.AsyncClient, header: str
):
    assert (await careful.get("/graphql?query={hello}", headers={header: "1"})).is_success


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
        "application/jsonp",
    ],
)
async def test_a_post_that_any_page_could_send_is_415(
    door: httpx.AsyncClient, subgraph: Any, content_type: str
):
    body = b'{"query": "{ hello }"}'
    answer = await door.post("/graphql", content=body, headers={"content-type": content_type})
    assert answer.status_code == 415
    assert subgraph.calls == []
