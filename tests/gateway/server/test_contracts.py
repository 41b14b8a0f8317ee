"""The partners' variant of our own schema: at its own path, with its own page and limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from chassis.errors import InputError
from chassis.identity import secret
from gateway.server.app import GatewayParts, gateway_app
from gateway.server.identity import IdentitySeam
from gateway.server.limits import Limits
from gateway.server.plain import Surroundings, load_supergraph
from gateway.server.profile import door_policy
from gateway.server.settings import ContractSettings, DoorSettings

SDL = (Path(__file__).parents[3] / "schema" / "supergraph.graphql").read_text(encoding="utf-8")
OURS = {"partner": ContractSettings("partner", Limits(depth=4))}


@pytest.fixture
async def door() -> AsyncIterator[httpx.AsyncClient]:
    policy = door_policy(DoorSettings(contracts=OURS))
    around = Surroundings({}, IdentitySeam(secret(), allows_anonymous=True))
    pipeline = around.pipeline(load_supergraph(SDL), policy)
    contracts = around.contracts(SDL, policy, OURS)
    app = gateway_app(GatewayParts(pipeline, around.identity, policy, contracts=contracts))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        yield client


async def _codes(door: httpx.AsyncClient, path: str, query: str) -> list[str]:
    answer = (await door.post(path, json={"query": query})).json()
    return [each["extensions"]["code"] for each in answer.get("errors", ())]


@pytest.mark.parametrize(
    "query",
    [
        '{ order(id: "1") { audit { edges { cursor } } } }',
        '{ customer(id: "1") { id } }',
        '{ order(id: "1") { customer { taxId } } }',
        "mutation { requestErasure(input: {}) { __typename } }",
        "subscription { conflictDetected { id } }",
        '{ __type(name: "Conflict") { name } nothing }',
    ],
)
async def test_what_does_not_bear_the_tag_is_not_there(door: httpx.AsyncClient, query: str):
    assert "GRAPHQL_VALIDATION_FAILED" in await _codes(door, "/partner/graphql", query)


async def test_an_order_and_what_a_partner_needs_of_it_is(door: httpx.AsyncClient):
    query = """{ __type(name: "Order") { fields { name } } }"""
    answer = (await door.post("/partner/graphql", json={"query": query})).json()
    names = {each["name"] for each in answer["data"]["__type"]["fields"]}
    assert names >= {"id", "number", "status", "lines", "grossTotal", "customer", "salesOrder"}
    assert names.isdisjoint({"audit", "sync", "quote"})


async def test_the_whole_schema_stays_at_its_own_path(door: httpx.AsyncClient):
    query = '{ __type(name: "Conflict") { name } }'
    for path, expected in (("/graphql", {"name": "Conflict"}), ("/partner/graphql", None)):
        answer = (await door.post(path, json={"query": query})).json()
        assert answer["data"]["__type"] == expected


async def test_its_limits_are_its_own(door: httpx.AsyncClient):
    query = '{ order(id: "1") { lines { promises { warehouse { name } } } } }'
    assert "DEPTH_LIMIT_EXCEEDED" not in await _codes(door, "/graphql", query)
    deep = '{ order(id: "1") { pendingDecision { check { lines { sku } } } } }'
    assert await _codes(door, "/partner/graphql", deep) == ["DEPTH_LIMIT_EXCEEDED"]


async def test_it_has_a_page_of_its_own(door: httpx.AsyncClient):
    page = await door.get("/partner")
    assert page.status_code == 200
    assert "Unisono explorer" in page.text


@pytest.mark.parametrize("name", ["health", "partner-keys"])
def test_a_name_that_is_something_elses_is_refused(name: str):
    with pytest.raises(InputError, match=f"/{name} is something else's"):
        door_policy(DoorSettings(contracts={name: ContractSettings("partner")}))


def test_who_may_write_so_fast_at_one_path_may_not_write_as_much_again_at_another():
    policy = door_policy(DoorSettings(contracts=OURS))
    around = Surroundings({}, IdentitySeam(secret(), allows_anonymous=True))
    whole = around.pipeline(load_supergraph(SDL), policy)
    (partner,) = around.contracts(SDL, policy, OURS).values()
    assert partner.pipeline.write_rate is whole.write_rate
