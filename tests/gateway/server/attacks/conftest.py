"""A whole gateway, engine included, before two subgraphs in this process that count their calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from graphql import build_schema, graphql

from chassis.identity import DEVELOPMENT_ACTOR, sign_token
from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.server.app import GatewayParts, gateway_app
from gateway.server.identity import IdentitySeam
from gateway.server.plain import Surroundings, load_supergraph
from gateway.server.profile import DEVELOPMENT, PRODUCTION, DoorPolicy
from gateway.subgraphs.in_process import InProcessSubgraphClient
from tests.gateway.server.conftest import SECRET

LINK = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@cost", "@listSize"])
"""
CRM = """
type Query {
  customer(id: ID!, state: State, filter: Filter): Customer
  customers(first: Int): [Customer!]! @listSize(slicingArguments: ["first"])
  secretCode(guess: Int): Boolean
}
type Mutation { rename(id: ID!, name: String!): Customer }
enum State { ACTIVE CLOSED }
input Filter { name: String and: [Filter!] }
type Customer @key(fields: "id") { id: ID! name: String partner: Customer friends: [Customer!]! }
"""
ERP = """
type Query { search: [Hit!]! }
interface Hit { id: ID! }
type Customer @key(fields: "id") { id: ID! orders: [Order!]! }
type Order implements Hit @key(fields: "id") { id: ID! total: String customer: Customer! }
"""


@dataclass
class Subgraph:
    """Answers by graphql-core with the same small values everywhere."""

    sdl: str
    calls: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: Any = None

    def __post_init__(self) -> None:
        self.answer = self._answer

    async def __call__(self, body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
        self.calls.append(body)
        self.headers.append(dict(headers))
        return bytes(await self.answer(body, headers))

    async def _answer(self, body: bytes, headers: object) -> bytes:
        del headers
        asked = msgspec.json.decode(body)
        schema = build_schema(self.sdl + _ENTITIES, assume_valid_sdl=True)
        result = await graphql(
            schema, asked["query"], _ROOT, variable_values=asked.get("variables")
        )
        return msgspec.json.encode(result.formatted)


_ENTITIES = """
scalar _Any
union _Entity = Customer
extend type Query { _entities(representations: [_Any!]!): [_Entity]! }
directive @key(fields: String!) on OBJECT
directive @listSize(slicingArguments: [String!]) on FIELD_DEFINITION
"""
_CUSTOMER = {
    "__typename": "Customer",
    "id": "1",
    "name": "Nord AG",
    "partner": None,
    "friends": [],
    "orders": [],
}
_ROOT = {
    "customer": lambda *_, **__: _CUSTOMER,
    "customers": lambda *_, **__: [_CUSTOMER],
    "search": lambda *_, **__: [],
    "rename": lambda *_, **__: _CUSTOMER,
    "secretCode": lambda *_, **__: False,
    "_entities": lambda _, representations: [{**_CUSTOMER, **each} for each in representations],
}


@dataclass
class Door:
    """A client of one gateway, and what reached its subgraphs."""

    client: httpx.AsyncClient
    subgraphs: Mapping[str, Subgraph]

    @property
    def calls(self) -> list[bytes]:
        return [call for each in self.subgraphs.values() for call in each.calls]

    async def ask(self, query: str, **more: object) -> httpx.Response:
        accept = {"accept": "application/graphql-response+json"}
        return await self.client.post("/graphql", json={"query": query, **more}, headers=accept)

    async def refusal(self, query: str, **more: object) -> dict[str, object]:
        """The only error of a request that is refused before any subgraph is called."""
        answer = await self.ask(query, **more)
        assert answer.status_code == 400
        assert self.calls == []
        (error,) = answer.json()["errors"]
        return dict(error)

    async def code(self, query: str, **more: object) -> object:
        extensions: dict[str, object] = (await self.refusal(query, **more))["extensions"]  # type: ignore[assignment] # by specification
        return extensions["code"]


async def open_door(policy: DoorPolicy) -> AsyncIterator[Door]:
    subgraphs = {"crm": Subgraph(CRM), "erp": Subgraph(ERP)}
    definitions = [
        SubgraphDefinition(name, f"http://{name}.example", LINK + each.sdl)
        for name, each in subgraphs.items()
    ]
    sdl = compose(definitions).supergraph_sdl
    assert sdl is not None
    identity = IdentitySeam(SECRET, policy.profile.anonymous)
    clients = {name: InProcessSubgraphClient(each) for name, each in subgraphs.items()}
    pipeline = Surroundings(clients, identity).pipeline(load_supergraph(sdl), policy)
    app = gateway_app(GatewayParts(pipeline, identity, policy))
    token = sign_token(DEVELOPMENT_ACTOR, SECRET, timedelta(hours=1))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://door",
        headers={"authorization": f"Bearer {token}"},
    ) as client:
        yield Door(client, subgraphs)


@pytest.fixture
async def production() -> AsyncIterator[Door]:
    async for door in open_door(DoorPolicy(PRODUCTION, None)):
        yield door


@pytest.fixture
async def development() -> AsyncIterator[Door]:
    async for door in open_door(DoorPolicy(DEVELOPMENT, None)):
        yield door
