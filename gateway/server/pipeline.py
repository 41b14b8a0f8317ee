"""What happens to a request between the door and the subgraphs.

In: a document's text, its operation name, raw variables, an actor. Out: the bytes of the answer.
Nothing here knows of HTTP. A repeated request pays for a cache look-up, coercion and execution.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

import msgspec
from graphql import GraphQLSchema

from chassis.identity import Actor
from gateway.federation.demand.amounts import Values, value_of
from gateway.federation.demand.estimate import Demand, estimate
from gateway.federation.demand.model import CostModel
from gateway.federation.errors import PlanningBudgetError, PlanningError
from gateway.federation.execution.run import ClientVariables
from gateway.federation.language.selection import OperationKind
from gateway.federation.plan.nodes import QueryPlan
from gateway.federation.planner.cache import SingleFlightCache
from gateway.federation.planner.normalise import normalise
from gateway.federation.planner.planner import Planner
from gateway.server.documents import (
    OPEN_RULES,
    DocumentRules,
    ValidOperation,
    coerce_variables,
    read_operation,
)
from gateway.server.identity import IdentitySeam
from gateway.server.override_labels import OverrideLabels
from gateway.server.request_error import RequestRefusedError
from gateway.server.stored_documents import AutomaticDocuments, StoredDocuments
from gateway.server.timing import Timing
from gateway.server.write_rate import WriteRate, writes_of

_log = logging.getLogger(__name__)
CompiledT = TypeVar("CompiledT")
Headers = tuple[tuple[str, str], ...]
MakeHeaders = Callable[[], Headers]
_CODES: Final[Mapping[type[PlanningError], str]] = {PlanningBudgetError: "PLANNING_LIMIT_EXCEEDED"}
WHOLE: Final = "default"
ASSUMED_LIST_SIZE: Final = 10


class GraphQLRequest(msgspec.Struct, frozen=True):
    """The parameters of a request, checked for their JSON types only: a text, its id, or both."""

    query: str | None
    operation_name: str | None = None
    variables: dict[str, msgspec.Raw] = msgspec.field(default_factory=dict)
    document_id: str | None = None


class Executor(Protocol[CompiledT]):
    """The engine's last floor, bound to its subgraphs' clients."""

    def compile(self, plan: QueryPlan) -> CompiledT:
        """Everything that can be done once for a plan."""
        ...

    async def execute(
        self,
        compiled: CompiledT,
        variables: ClientVariables,
        headers: Headers,
        timing: Timing | None = None,
    ) -> bytes:
        """Run it; failures of subgraphs are errors within the answer."""
        ...

    def subscribe(
        self, compiled: CompiledT, variables: ClientVariables, headers: MakeHeaders
    ) -> AsyncGenerator[bytes, None]:
        """Run a subscription: one response for each event, until the generator is closed."""
        ...


class PlanKey(NamedTuple):
    """What a plan depends on; two requests that may see different things never share one.

    Attributes:
        operation: its normal form, so that texts which differ in layout or in fragments share one.
        authorizations: what the caller has been granted of all that the operation asks for.
    """

    supergraph_version: str
    contract: str
    operation: str
    labels: frozenset[str]
    authorizations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Planned(Generic[CompiledT]):
    """What is kept of an operation that was planned.

    Attributes:
        demand: where it depends on variables, so that each request must be held to the limits.
    """

    compiled: CompiledT
    demand: Demand | None


@dataclass(frozen=True, slots=True)
class Pipeline(Generic[CompiledT]):
    """One supergraph's way from text to answer.

    Attributes:
        override_labels: the labels of ``@override`` that are active for a request.
        contract: name of the variant of the schema that is served.
        rules: what documents may ask.
        stored: documents that clients name instead of sending them.
        costs: what subgraphs say of costs.
        assumed_list_size: of lists of which they say nothing.
        write_rate: how fast who may write.
        explains: whether an error may name subgraphs and what lies in them.
        documents: by raw text and operation name, so that a repeated text is not even parsed.
    """

    schema: GraphQLSchema
    planner: Planner
    executor: Executor[CompiledT]
    identity: IdentitySeam
    override_labels: OverrideLabels = field(default_factory=OverrideLabels)
    contract: str = WHOLE
    rules: DocumentRules = OPEN_RULES
    stored: StoredDocuments = field(default_factory=AutomaticDocuments)
    costs: CostModel = field(default_factory=CostModel)
    assumed_list_size: int = ASSUMED_LIST_SIZE
    explains: bool = True
    write_rate: WriteRate = field(default_factory=WriteRate)
    documents: SingleFlightCache[tuple[str, str | None], ValidOperation] = field(
        default_factory=lambda: SingleFlightCache(2000)
    )
    plans: SingleFlightCache[PlanKey, Planned[CompiledT]] = field(
        default_factory=lambda: SingleFlightCache(2000)
    )

    async def answer(
        self, request: GraphQLRequest, actor: Actor, timing: Timing | None = None
    ) -> bytes:
        """Answer one request; ``timing`` learns how long subgraphs were waited for.

        Raises:
            RequestRefusedError: nothing was executed.
        """
        valid = await self._valid_operation(request)
        if valid.operation.kind is OperationKind.SUBSCRIPTION:
            raise RequestRefusedError.because(
                "a subscription has many answers; accept text/event-stream or "
                "multipart/mixed;subscriptionSpec=1.0, or connect a WebSocket",
                "SUBSCRIPTION_NOT_SUPPORTED",
            )
        variables = self._variables(valid, request)
        compiled = await self._compiled_plan(valid, variables, actor)
        self._require_rate(valid, actor)
        return await self.executor.execute(
            compiled, variables, self.identity.subgraph_headers(actor), timing
        )

    async def stream(self, request: GraphQLRequest, actor: Actor) -> AsyncGenerator[bytes, None]:
        """The answers of a subscription, or the single one of another operation.

        Nothing is executed before the first is asked for.

        Raises:
            RequestRefusedError: nothing will be executed.
        """
        valid = await self._valid_operation(request)
        variables = self._variables(valid, request)
        compiled = await self._compiled_plan(valid, variables, actor)
        self._require_rate(valid, actor)

        def headers() -> Headers:
            return self.identity.subgraph_headers(actor)

        if valid.operation.kind is OperationKind.SUBSCRIPTION:
            return self.executor.subscribe(compiled, variables, headers)
        return self._once(compiled, variables, headers)

    async def kind_of(self, request: GraphQLRequest) -> OperationKind:
        """Query, mutation or subscription.

        Raises:
            RequestRefusedError: the document is not valid.
        """
        return (await self._valid_operation(request)).operation.kind

    async def _once(
        self, compiled: CompiledT, variables: ClientVariables, headers: MakeHeaders
    ) -> AsyncGenerator[bytes, None]:
        yield await self.executor.execute(compiled, variables, headers())

    def _require_rate(self, valid: ValidOperation, actor: Actor) -> None:
        if valid.operation.kind is OperationKind.MUTATION:
            self.write_rate.take(actor, writes_of(valid.operation.selections))

    def _variables(self, valid: ValidOperation, request: GraphQLRequest) -> ClientVariables:
        coerced = coerce_variables(valid, request.variables, self.schema, self.rules)
        raw = {name: bytes(value) for name, value in request.variables.items()}
        return ClientVariables(coerced, raw)

    async def _valid_operation(self, request: GraphQLRequest) -> ValidOperation:
        async def make() -> ValidOperation:
            valid = read_operation(text, request.operation_name, self.schema, self.rules)
            return replace(valid, grants_asked=self.planner.grants_asked(valid.operation))

        is_stored = request.document_id is not None or not self.stored.is_open
        text = (
            self.stored.text_of(request.query, request.document_id)
            if is_stored or request.query is None
            else request.query
        )
        key = (text, request.operation_name)
        return self.documents.peek(key) or await self.documents.get(key, make)

    async def _compiled_plan(
        self, valid: ValidOperation, variables: ClientVariables, actor: Actor
    ) -> CompiledT:
        async def make() -> Planned[CompiledT]:
            demand = self._bounded_demand(valid)
            plan = self.planner.plan(valid.operation, labels=labels, granted=granted)
            return Planned(self.executor.compile(plan), demand)

        labels = self.override_labels.for_request()
        asked = valid.grants_asked
        granted = self.identity.granted(actor, asked) if asked else asked
        key = PlanKey(
            supergraph_version=self.planner.supergraph.version,
            contract=self.contract,
            operation=valid.normal_form,
            labels=labels,
            authorizations=granted,
        )
        try:
            planned = self.plans.peek(key) or await self.plans.get(key, make)
        except PlanningError as error:
            _log.warning("an operation cannot be planned: %s", error)
            why = f": {error}" if self.explains else ""
            code = _CODES.get(type(error), "QUERY_PLANNING_FAILED")
            raise RequestRefusedError.because(
                f"the operation cannot be planned{why}", code
            ) from error
        if planned.demand is not None:
            self._require_affordable(planned.demand, variables.coerced)
        return planned.compiled

    def _bounded_demand(self, valid: ValidOperation) -> Demand | None:
        """What must be asked again of each request; a constant demand is judged here."""
        supergraph = self.planner.supergraph
        normal = normalise(valid.operation, supergraph)
        demand = estimate(normal, supergraph, self.costs, self.assumed_list_size)
        if not demand.is_constant:
            return demand
        self._require_affordable(demand, {})
        return None

    def _require_affordable(self, demand: Demand, values: Values) -> None:
        limits = self.rules.limits
        limits.require("list_size", value_of(demand.longest_list, values))
        limits.require("cost", value_of(demand.cost, values))
