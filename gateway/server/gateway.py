"""The gateway put together: supergraph, subgraph clients, order process, door."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette

from chassis.identity import INTERNAL_HEADER, secret
from gateway.federation.execution.compile import CompiledPlan
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.reader import read_supergraph
from gateway.orders.service import OrderProcess, OrdersSettings, open_orders
from gateway.server.app import GatewayParts, gateway_app
from gateway.server.engine import EngineExecutor
from gateway.server.identity import IdentitySeam
from gateway.server.pipeline import Pipeline
from gateway.server.supergraph_source import find_supergraph
from gateway.settings import Settings
from gateway.subgraphs.client import SubgraphClient
from gateway.subgraphs.http import HttpSubgraphClient
from gateway.subgraphs.in_process import InProcessSubgraphClient


async def open_gateway(settings: Settings) -> Starlette:
    """The gateway with its order process, as ``unisono.yaml`` describes it.

    Raises:
        InputError: an unusable database, or schemas that do not compose.
    """
    crm_url, erp_url = settings.subgraphs.crm.url, settings.subgraphs.erp.url
    orders = OrdersSettings(settings.orders.database, crm_url, erp_url, secret())
    process = await open_orders(orders)
    sdl = await find_supergraph(crm_url, erp_url, process.schema, Path(settings.supergraph))
    identity = _identity()
    addresses = {"crm": f"{crm_url}/graphql", "erp": f"{erp_url}/graphql"}
    crm, erp = HttpSubgraphClient(addresses["crm"]), HttpSubgraphClient(addresses["erp"])
    clients: dict[str, SubgraphClient] = {
        "crm": crm,
        "erp": erp,
        "process": _in_process(process, identity),
    }

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        await process.start()
        yield
        await process.close()
        crm.close()
        erp.close()

    parts = GatewayParts(
        _pipeline(sdl, clients, identity),
        identity,
        process.execute,
        subgraphs=addresses if _is_development() else None,
    )
    return gateway_app(parts, lifespan)


def open_plain_gateway(sdl: str) -> Starlette:
    """A federation gateway for any supergraph, without the order process.

    Raises:
        SupergraphError: the engine cannot serve it.
    """
    supergraph = read_supergraph(sdl)
    clients: dict[str, HttpSubgraphClient] = {
        name: HttpSubgraphClient(subgraph.url) for name, subgraph in supergraph.subgraphs.items()
    }

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        yield
        for client in clients.values():
            client.close()

    identity = _identity()
    return gateway_app(GatewayParts(_pipeline(sdl, clients, identity), identity), lifespan)


def _identity() -> IdentitySeam:
    return IdentitySeam(secret(), _is_development())


def _is_development() -> bool:
    return os.environ.get("UNISONO_PROFILE") != "production"


def _pipeline(
    sdl: str, clients: Mapping[str, SubgraphClient], identity: IdentitySeam
) -> Pipeline[CompiledPlan]:
    supergraph, schema = read_supergraph(sdl), api_schema(sdl)
    executor = EngineExecutor(supergraph, schema, clients)
    return Pipeline(schema, Planner.of(supergraph), executor, identity)


def _in_process(process: OrderProcess, identity: IdentitySeam) -> InProcessSubgraphClient:
    async def handler(body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
        actor = identity.internal_actor_of(dict(headers).get(INTERNAL_HEADER))
        return await process.execute(body, actor)

    return InProcessSubgraphClient(handler)
