"""A gateway without the order process; it stands on the engine and the door alone."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from graphql import DocumentNode, GraphQLSchema
from starlette.applications import Starlette

from chassis.identity import secret
from gateway.federation.demand.model import CostModel, cost_model
from gateway.federation.execution.compile import CompiledPlan
from gateway.federation.execution.errors import ErrorPolicy
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.contract import contract_of
from gateway.federation.supergraph.document import judge_document
from gateway.federation.supergraph.model import Supergraph
from gateway.federation.supergraph.reader import served_supergraph
from gateway.server.app import Contract, Door, GatewayParts, gateway_app
from gateway.server.engine import EngineExecutor
from gateway.server.identity import IdentitySeam
from gateway.server.issuers import keys_kept_fresh
from gateway.server.override_labels import OverrideLabels
from gateway.server.pipeline import WHOLE, Pipeline
from gateway.server.profile import DoorPolicy, door_policy
from gateway.server.settings import DEFAULTS, ContractSettings, DoorSettings
from gateway.server.write_rate import WriteRate
from gateway.subgraphs.client import EventSource, SubgraphClient
from gateway.subgraphs.http import HttpSubgraphClient

if TYPE_CHECKING:
    from gateway.subgraphs.events import NegotiatedEvents

_log = logging.getLogger(__name__)


def open_plain_gateway(
    sdl: str, active_labels: Sequence[str] = (), settings: DoorSettings = DEFAULTS
) -> Door:
    """A federation gateway for any supergraph, without the order process.

    ``active_labels`` are the labels of ``@override`` that are switched on.

    Raises:
        SupergraphError: the engine cannot serve it.
        InputError: a label that the supergraph does not use, or settings that cannot hold.
    """
    policy = door_policy(settings)
    loaded = load_supergraph(sdl)
    clients: dict[str, HttpSubgraphClient] = {
        name: HttpSubgraphClient(subgraph.url)
        for name, subgraph in loaded.supergraph.subgraphs.items()
    }

    sources = _sources(loaded)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        async with keys_kept_fresh(policy.issuers):
            yield
        for client in clients.values():
            client.close()
        for source in sources.values():
            await source.close()

    identity = replace(own_identity(policy), vouches=False)
    around = Surroundings(clients, identity, active_labels, sources)
    contracts = around.contracts(sdl, policy, policy.contracts or {})
    parts = GatewayParts(around.pipeline(loaded, policy), identity, policy, contracts=contracts)
    return gateway_app(parts, lifespan)


def _sources(loaded: LoadedSupergraph) -> dict[str, NegotiatedEvents]:
    if loaded.schema.subscription_type is None:
        return {}
    # What they stand on is 5 MB beside a plain gateway's 53, and most follow nothing.
    from gateway.subgraphs.events import NegotiatedEvents  # noqa: PLC0415 - see above

    subgraphs = loaded.supergraph.subgraphs
    return {name: NegotiatedEvents(subgraph.url) for name, subgraph in subgraphs.items()}


def own_identity(policy: DoorPolicy) -> IdentitySeam:
    """The identity seam as environment and policy have it."""
    return IdentitySeam(
        secret(), policy.profile.anonymous, issuers=policy.issuers, policies=policy.policies
    )


@dataclass(frozen=True, slots=True)
class LoadedSupergraph:
    """What the planner knows of a supergraph, what clients see of it, and what it costs them."""

    supergraph: Supergraph
    schema: GraphQLSchema
    costs: CostModel


def load_supergraph(sdl: str) -> LoadedSupergraph:
    """All from one parsing.

    Raises:
        SupergraphError: the engine cannot serve the supergraph.
    """
    return judge_document(sdl, lambda document: _loaded(document, sdl))


def load_contract(sdl: str, tag: str) -> LoadedSupergraph:
    """Its variant for the audience that a tag names.

    Raises:
        SupergraphError: as ``load_supergraph``, or nothing is for this audience.
    """
    return judge_document(sdl, lambda document: _loaded(contract_of(document, tag), sdl + tag))


def _loaded(document: DocumentNode, source: str) -> LoadedSupergraph:
    schema = api_schema(document)
    return LoadedSupergraph(served_supergraph(document, source), schema, cost_model(document))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every variant of a supergraph is served with.

    Attributes:
        clients: by the subgraphs' names. ``sources``: likewise, of subscriptions.
        active_labels: of ``@override``.
        write_rate: how fast who may write, by whichever variant.
    """

    clients: Mapping[str, SubgraphClient]
    identity: IdentitySeam
    active_labels: Sequence[str] = ()
    sources: Mapping[str, EventSource] = field(default_factory=dict)
    write_rate: WriteRate = field(default_factory=WriteRate)

    def pipeline(
        self, loaded: LoadedSupergraph, policy: DoorPolicy, contract: str = WHOLE
    ) -> Pipeline[CompiledPlan]:
        """The way from text to answer over these subgraphs.

        Raises:
            InputError: a label that the supergraph does not use.
        """
        supergraph, schema = loaded.supergraph, loaded.schema
        for name in supergraph.policies - self.identity.policies.keys():
            _log.warning("door.policies: no %r, so what it guards nobody sees", name)
        profile = policy.profile
        errors = ErrorPolicy(tells_internals=profile.error_details)
        return Pipeline(
            schema,
            Planner.of(supergraph),
            EngineExecutor(supergraph, schema, self.clients, policy=errors, sources=self.sources),
            self.identity,
            OverrideLabels.of(supergraph, self.active_labels),
            contract=contract,
            rules=policy.document_rules,
            stored=policy.stored,
            costs=loaded.costs,
            assumed_list_size=policy.assumed_list_size,
            explains=profile.error_details,
            write_rate=self.write_rate,
        )

    def contracts(
        self, sdl: str, policy: DoorPolicy, settings: Mapping[str, ContractSettings]
    ) -> dict[str, Contract]:
        """The variants of a supergraph, by name.

        Raises:
            SupergraphError: nothing is for one of the audiences.
        """
        contracts = {}
        for name, each in settings.items():
            own = policy.under(each)
            contracts[name] = Contract(self.pipeline(load_contract(sdl, each.tag), own, name), own)
        return contracts
