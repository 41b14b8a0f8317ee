"""The gateway put together: supergraph, subgraph clients, order process, door."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from starlette.applications import Starlette

from chassis.identity import INTERNAL_HEADER, secret
from gateway.orders.service import OrderProcess, OrdersSettings, open_orders
from gateway.server.api_keys import ApiKeys
from gateway.server.app import Door, GatewayParts, gateway_app
from gateway.server.identity import IdentitySeam
from gateway.server.issuers import keys_kept_fresh
from gateway.server.plain import Surroundings, load_supergraph, own_identity
from gateway.server.profile import door_policy
from gateway.server.settings import ContractSettings
from gateway.server.supergraph_source import find_supergraph
from gateway.settings import Settings
from gateway.subgraphs.client import SubgraphClient
from gateway.subgraphs.http import HttpSubgraphClient
from gateway.subgraphs.in_process import InProcessEventSource, InProcessSubgraphClient

CONTRACTS: Final = {"partner": ContractSettings("partner")}


async def open_gateway(settings: Settings) -> Door:
    """The gateway with its order process, as ``unisono.yaml`` describes it.

    Raises:
        InputError: an unusable database, schemas that do not compose, settings that cannot hold.
    """
    policy = door_policy(settings.door)
    crm_url, erp_url = settings.subgraphs.crm.url, settings.subgraphs.erp.url
    process = await open_orders(_orders_of(settings))
    sdl = await find_supergraph(crm_url, erp_url, process.schema, Path(settings.supergraph))
    keys = ApiKeys(process.partner_keys.actor_of)
    identity = replace(own_identity(policy), keys=keys)
    addresses = {"crm": f"{crm_url}/graphql", "erp": f"{erp_url}/graphql"}
    crm, erp = HttpSubgraphClient(addresses["crm"]), HttpSubgraphClient(addresses["erp"])
    clients: dict[str, SubgraphClient] = {
        "crm": crm,
        "erp": erp,
        "process": _in_process(process, identity),
    }
    sources = {"process": _events_of(process, identity)}

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        await process.start()
        async with keys_kept_fresh(policy.issuers):
            yield
        await process.close()
        crm.close()
        erp.close()

    around = Surroundings(clients, identity, sources=sources)
    chosen = CONTRACTS if policy.contracts is None else policy.contracts
    parts = GatewayParts(
        around.pipeline(load_supergraph(sdl), policy),
        identity,
        policy,
        process.execute,
        process.export,
        process.partner_keys,
        subgraphs=addresses if policy.profile.error_details else None,
        contracts=around.contracts(sdl, policy, chosen),
    )
    return gateway_app(parts, lifespan)


def _orders_of(settings: Settings) -> OrdersSettings:
    crm_url, erp_url = settings.subgraphs.crm.url, settings.subgraphs.erp.url
    every = timedelta(minutes=settings.orders.reconcile_every_minutes)
    return OrdersSettings(
        settings.orders.database, crm_url, erp_url, secret(), reconcile_every=every
    )


def _in_process(process: OrderProcess, identity: IdentitySeam) -> InProcessSubgraphClient:
    async def handler(body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
        actor = identity.internal_actor_of(dict(headers).get(INTERNAL_HEADER))
        return await process.execute(body, actor)

    return InProcessSubgraphClient(handler)


def _events_of(process: OrderProcess, identity: IdentitySeam) -> InProcessEventSource:
    def subscriber(
        body: bytes, headers: tuple[tuple[str, str], ...]
    ) -> AsyncGenerator[bytes, None]:
        actor = identity.internal_actor_of(dict(headers).get(INTERNAL_HEADER))
        return process.subscribe(body, actor)

    return InProcessEventSource(subscriber)
