"""The executor bound to this gateway's subgraph clients: a fetch in, the judged bytes out."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from graphql import GraphQLSchema

from gateway.federation.execution.compile import CompiledPlan, compile_plan
from gateway.federation.execution.driver import Cancel, OnReply, Send, execute, subscribe
from gateway.federation.execution.errors import INVALID_REPLY, ErrorPolicy, FetchFailure
from gateway.federation.execution.replies import read_reply
from gateway.federation.execution.run import DEFAULT_POLICY, ClientVariables
from gateway.federation.plan.nodes import QueryPlan
from gateway.federation.supergraph.model import Supergraph
from gateway.server.pipeline import Headers, MakeHeaders
from gateway.server.timing import Timing
from gateway.subgraphs.client import (
    EventSource,
    SubgraphClient,
    SubgraphReply,
    SubgraphRequest,
    SubgraphUnreachableError,
)

_log = logging.getLogger(__name__)
_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class EngineExecutor:
    """``pipeline.Executor`` over the engine.

    Attributes:
        clients: one for each subgraph of the supergraph, by its name.
        sources: likewise of those whose subscriptions are served.
    """

    supergraph: Supergraph
    schema: GraphQLSchema
    clients: Mapping[str, SubgraphClient]
    timeout_seconds: float = 10.0
    policy: ErrorPolicy = DEFAULT_POLICY
    sources: Mapping[str, EventSource] = field(default_factory=dict)

    def compile(self, plan: QueryPlan) -> CompiledPlan:
        """Everything that can be done once for a plan."""
        return compile_plan(plan, self.supergraph, self.schema)

    async def execute(
        self,
        compiled: CompiledPlan,
        variables: ClientVariables,
        headers: Headers,
        timing: Timing | None = None,
    ) -> bytes:
        """Run it; failures of subgraphs are errors within the answer."""
        send = self._sender(lambda: headers)
        if timing is not None:
            send = timing.watching(send)
        return await execute(compiled, variables, send, self.policy)

    def subscribe(
        self, compiled: CompiledPlan, variables: ClientVariables, headers: MakeHeaders
    ) -> AsyncGenerator[bytes, None]:
        """One response for each event; headers are made anew for each request, as tokens expire."""

        async def open_stream(
            subgraph: str, body: bytes
        ) -> AsyncGenerator[bytes | FetchFailure, None]:
            source = self.sources.get(subgraph)
            if source is None:
                yield FetchFailure(f"the subgraph {subgraph!r} serves no subscriptions here")
                return
            request = SubgraphRequest(body, headers(), self.timeout_seconds, is_idempotent=True)
            try:
                async with aclosing(source.subscribe(request)) as events:
                    async for event in events:
                        yield event
            except SubgraphUnreachableError as error:
                _log.warning("subgraph %s: %s", subgraph, error.reason)
                yield FetchFailure(f"the events of the subgraph {subgraph!r} broke off")

        return subscribe(compiled, variables, open_stream, self._sender(headers), self.policy)

    def _sender(self, headers: MakeHeaders) -> Send:
        def send(subgraph: str, body: bytes, is_read: bool, on_reply: OnReply) -> Cancel:
            def on_end(outcome: SubgraphReply | BaseException) -> None:
                on_reply(_judged(outcome, subgraph))

            request = SubgraphRequest(body, headers(), self.timeout_seconds, is_read)
            try:
                return self.clients[subgraph].begin(request, on_end)
            except SubgraphUnreachableError as error:
                on_end(error)
                return _nothing

        return send


def _judged(
    outcome: SubgraphReply | BaseException, subgraph: str
) -> bytes | FetchFailure | BaseException:
    """The body, unless the status tells of a failure and the body is no GraphQL response.

    A response may come with any status (GraphQL over HTTP, "Status Codes"), so a body that is one
    counts; what a proxy or a crashed server says instead is not for the client.
    """
    if isinstance(outcome, SubgraphUnreachableError):
        _log.warning("subgraph %s: %s", subgraph, outcome.reason)
        return FetchFailure(f"the subgraph {subgraph!r} gave no answer")
    if isinstance(outcome, BaseException):
        return outcome
    if outcome.status in _SUCCESS or not isinstance(read_reply(outcome.body), FetchFailure):
        return outcome.body
    _log.warning("subgraph %s: HTTP status %d, no GraphQL response", subgraph, outcome.status)
    return FetchFailure(
        f"the subgraph {subgraph!r} answered with HTTP status {outcome.status} "
        "and no GraphQL response",
        INVALID_REPLY,
    )


def _nothing() -> None:
    """There is no request to cancel."""
