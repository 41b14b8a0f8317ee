"""Who asks decides what is fetched for him, and his plan is nobody else's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from graphql import build_schema, graphql

from chassis.identity import Actor, sign_token
from gateway.server.app import GatewayParts, gateway_app
from gateway.server.plain import Surroundings, load_supergraph, own_identity
from gateway.server.profile import door_policy
from gateway.server.settings import DoorSettings
from gateway.subgraphs.in_process import InProcessSubgraphClient

SECRET = "a-secret-of-more-than-thirty-two-characters"  # noqa: S105 - a test's own
SUPERGRAPH = """
schema @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
{ query: Query }
enum join__Graph { ONE @join__graph(name: "one", url: "http://one.example") }
type Query @join__type(graph: ONE) {
  open: String
  mine: String @authenticated
  mail: String @requiresScopes(scopes: [["crm:read"]])
  owned: String @policy(policies: [["owner"]])
  lost: String @policy(policies: [["nobody"]])
}
"""
ALL = "{ open mine mail owned lost }"
Asking = Callable[..., Any]


class Subgraph:
    """Knows every field, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        fields = " ".join(f"{name}: String" for name in ("open", "mine", "mail", "owned", "lost"))
        self._schema = build_schema(f"type Query {{ {fields} }}")

    async def __call__(self, body: bytes, _: object) -> bytes:
        query = msgspec.json.decode(body)["query"]
        self.asked.append(query)
        root = {name: name for name in ("open", "mine", "mail", "owned", "lost")}
        return msgspec.json.encode((await graphql(self._schema, query, root)).formatted)


@pytest.fixture
def subgraph() -> Subgraph:
    return Subgraph()


@pytest.fixture
async def ask(subgraph: Subgraph, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Asking]:
    monkeypatch.setenv("UNISONO_PROFILE", "production")
    monkeypatch.setenv("UNISONO_SECRET", SECRET)
    policy = door_policy(DoorSettings(policies={"owner": (("order:read", "order:write"),)}))
    identity = own_identity(policy)
    clients = {"one": InProcessSubgraphClient(subgraph)}
    pipeline = Surroundings(clients, identity).pipeline(load_supergraph(SUPERGRAPH), policy)
    app = gateway_app(GatewayParts(pipeline, identity, policy))

    async def asking(*scopes: str) -> Any:
        actor = Actor("PARTNER", "prt_1", "cli", "p1", scopes)
        token = sign_token(actor, SECRET, timedelta(minutes=5))
        headers = {"authorization": f"Bearer {token}"}
        answer = await client.post("/graphql", json={"query": ALL}, headers=headers)
        return answer.json()

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        yield asking


def _seen(answer: Any) -> set[str]:
    return {name for name, value in answer["data"].items() if value is not None}


async def test_each_sees_what_his_scopes_allow(ask: Asking):
    assert _seen(await ask()) == {"open", "mine"}
    assert _seen(await ask("crm:read")) == {"open", "mine", "mail"}
    assert _seen(await ask("order:read")) == {"open", "mine"}
    assert _seen(await ask("order:read", "order:write")) == {"open", "mine", "owned"}


async def test_an_error_names_directive_and_coordinate_in_production_too(ask: Asking):
    told = {each["path"][0]: each["extensions"] for each in (await ask())["errors"]}
    assert told["mail"] == {
        "code": "UNAUTHORIZED_FIELD_OR_TYPE",
        "coordinate": "Query.mail",
        "directive": "@requiresScopes",
    }


async def test_the_subgraph_is_not_asked_for_the_rest(ask: Asking, subgraph: Subgraph):
    await ask()
    assert subgraph.asked == ["query { open mine }"]


async def test_callers_at_once_do_not_share_plans(ask: Asking):
    kinds = [(), ("crm:read",), ("order:read", "order:write"), ("crm:read", "erp:finance")] * 8
    answers = await asyncio.gather(*(ask(*scopes) for scopes in kinds))
    expected = [{"open", "mine"}, {"open", "mine", "mail"}, {"open", "mine", "owned"}]
    assert [_seen(each) for each in answers] == [*expected, expected[1]] * 8


def test_a_policy_that_nothing_answers_is_told_when_the_supergraph_is_loaded(
    caplog: pytest.LogCaptureFixture,
):
    policy = door_policy(DoorSettings(policies={"owner": (("order:read",),)}))
    with caplog.at_level(logging.WARNING):
        Surroundings({}, own_identity(policy)).pipeline(load_supergraph(SUPERGRAPH), policy)
    assert [record.args for record in caplog.records] == [("nobody",)]
