"""A gateway served for real, before one subgraph whose events a test hands out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import msgspec
import pytest
import uvicorn
from graphql import build_schema, graphql

from chassis.serving import configuration, listen
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.reader import read_supergraph
from gateway.server.app import GRAPHQL_PATH, Door, GatewayParts, gateway_app
from gateway.server.cors import CorsPolicy
from gateway.server.engine import EngineExecutor
from gateway.server.identity import IdentitySeam
from gateway.server.pipeline import Pipeline
from gateway.server.profile import DEVELOPMENT, DoorPolicy
from gateway.server.subscriptions.socket import SocketDoor
from gateway.server.subscriptions.socket_session import SocketTerms
from gateway.subgraphs.in_process import InProcessEventSource, InProcessSubgraphClient
from tests.gateway.server.conftest import API, OPEN, SECRET, SUPERGRAPH

Headers = tuple[tuple[str, str], ...]


@dataclass
class Ticker:
    """The subgraph: ``ticks`` are what a test puts in; one that is None ends the subscription."""

    ticks: asyncio.Queue[int | None] = field(default_factory=lambda: asyncio.Queue(1))
    begun: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, body: bytes, _: Headers) -> bytes:
        root = {"hello": lambda _, name, **__: f"hello {name}"}
        result = await graphql(build_schema(API), msgspec.json.decode(body)["query"], root)
        return msgspec.json.encode(result.formatted)

    async def follow(self, _: bytes, __: Headers) -> AsyncGenerator[bytes, None]:
        self.begun += 1
        try:
            while (tick := await self.ticks.get()) is not None:
                yield msgspec.json.encode({"data": {"ticks": tick}})
        finally:
            self.ended.set()


@dataclass(frozen=True)
class Served:
    """A running gateway."""

    ticker: Ticker
    door: Door
    address: str

    @property
    def url(self) -> str:
        return f"http://{self.address}/graphql"

    @property
    def socket_url(self) -> str:
        return f"ws://{self.address}/graphql"


@asynccontextmanager
async def served(policy: DoorPolicy, init_seconds: float = 3.0) -> AsyncIterator[Served]:
    schema, supergraph = build_schema(API), read_supergraph(SUPERGRAPH)
    ticker = Ticker()
    executor = EngineExecutor(
        supergraph,
        schema,
        {"one": InProcessSubgraphClient(ticker.answer)},
        sources={"one": InProcessEventSource(ticker.follow)},
    )
    identity = IdentitySeam(SECRET, policy.profile.anonymous)
    pipeline = Pipeline(schema, Planner.of(supergraph), executor, identity)
    door = gateway_app(GatewayParts(pipeline, identity, policy))
    terms = SocketTerms(pipeline, identity, policy.http.limits, init_seconds)
    endpoint = replace(door.endpoints[GRAPHQL_PATH], sockets=SocketDoor(terms, policy.cors))
    door = replace(door, endpoints={GRAPHQL_PATH: endpoint})
    with listen("127.0.0.1", 0) as bound:
        server = uvicorn.Server(configuration(door, has_sockets=True))
        # The signals are the test run's own.
        serving = asyncio.ensure_future(server._serve(sockets=[bound]))
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
            await asyncio.sleep(0)
        try:
            yield Served(ticker, door, f"127.0.0.1:{bound.getsockname()[1]}")
        finally:
            door.streams.stop()
            server.should_exit = True
            await serving


@pytest.fixture
async def gateway() -> AsyncIterator[Served]:
    async with served(OPEN) as running:
        yield running


def cors_for(origin: str) -> DoorPolicy:
    return DoorPolicy(DEVELOPMENT, CorsPolicy(frozenset([origin.encode()]), False, 60))
