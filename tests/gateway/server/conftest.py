"""A gateway before one tiny subgraph, spoken to over ASGI."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import httpx
import msgspec
import pytest
from graphql import build_schema, graphql

from chassis.identity import INTERNAL_HEADER, Actor
from gateway.federation.execution.run import ClientVariables
from gateway.federation.plan.nodes import QueryPlan
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.reader import read_supergraph
from gateway.server.app import GatewayParts, gateway_app
from gateway.server.identity import IdentitySeam
from gateway.server.pipeline import Headers, Pipeline
from gateway.server.profile import DEVELOPMENT, DoorPolicy
from gateway.subgraphs.client import SubgraphRequest
from gateway.subgraphs.in_process import InProcessSubgraphClient

SECRET = "a-secret-of-more-than-thirty-two-characters"  # noqa: S105 - a test's own
OPEN = DoorPolicy(DEVELOPMENT, None)
API = """
type Query { hello(name: String = "you", times: Int): String deep: Query }
type Mutation { shout(text: String!): String }
type Subscription { ticks: Int }
"""
SUPERGRAPH = """
schema @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
{ query: Query mutation: Mutation subscription: Subscription }
enum join__Graph { ONE @join__graph(name: "one", url: "http://one.example") }
type Query @join__type(graph: ONE)
{ hello(name: String = "you", times: Int): String deep: Query }
type Mutation @join__type(graph: ONE) { shout(text: String!): String }
type Subscription @join__type(graph: ONE) { ticks: Int }
"""


@dataclass
class OneSubgraph:
    """The subgraph: graphql-core, remembering whose calls it got."""

    calls: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    async def __call__(self, body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
        self.calls.append((body, dict(headers)))
        asked = msgspec.json.decode(body)
        root = {
            "hello": lambda _, name, **__: f"hello {name}",
            "shout": lambda _, text: text.upper(),
        }
        result = await graphql(
            build_schema(API), asked["query"], root, variable_values=asked.get("variables")
        )
        return msgspec.json.encode(result.formatted)


@dataclass(frozen=True)
class OneFetchExecutor:
    """Enough of an executor for plans of a single fetch: the reply is the answer."""

    client: InProcessSubgraphClient

    def compile(self, plan: QueryPlan) -> QueryPlan:
        return plan

    async def execute(
        self,
        compiled: QueryPlan,
        variables: ClientVariables,
        headers: Headers,
        timing: object = None,
    ) -> bytes:
        assert timing is None
        (fetch,) = compiled.fetches
        members = {name: msgspec.Raw(raw) for name, raw in variables.raw.items()}
        body = msgspec.json.encode({"query": fetch.operation_text, "variables": members})
        return (await self.client.send(SubgraphRequest(body, headers))).body


@pytest.fixture
def subgraph() -> OneSubgraph:
    return OneSubgraph()


def parts_of(subgraph: OneSubgraph, policy: DoorPolicy = OPEN) -> GatewayParts:
    async def process(body: bytes, actor: Actor) -> bytes:
        return msgspec.json.encode({"data": {"actor": actor.id, "size": len(body)}})

    identity = IdentitySeam(SECRET, policy.profile.anonymous)
    pipeline = Pipeline(
        build_schema(API),
        Planner.of(read_supergraph(SUPERGRAPH)),
        OneFetchExecutor(InProcessSubgraphClient(subgraph)),
        identity,
        rules=policy.document_rules,
        stored=policy.stored,
    )
    return GatewayParts(pipeline, identity, policy, process)


@pytest.fixture
async def door(subgraph: OneSubgraph) -> AsyncIterator[httpx.AsyncClient]:
    app = gateway_app(parts_of(subgraph))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        yield client


@pytest.fixture
async def guarded_door(subgraph: OneSubgraph) -> AsyncIterator[httpx.AsyncClient]:
    app = gateway_app(parts_of(subgraph, DoorPolicy(replace(DEVELOPMENT, anonymous=False), None)))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        yield client


@pytest.fixture
def internal_header() -> str:
    return INTERNAL_HEADER
