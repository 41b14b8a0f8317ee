"""A world: a random monolith with data, cut into subgraphs, composed, ready to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import ExecutionResult, GraphQLSchema, build_schema, get_variable_values
from hypothesis import strategies as st

from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.execution.compile import CompiledPlan, compile_plan
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.model import Supergraph
from gateway.federation.supergraph.reader import read_supergraph
from tests.gateway.federation.execution.subgraphs import Instead, Outcome, drive
from tests.gateway.federation.monolith import directives
from tests.gateway.federation.monolith.cutting import Cut, Cutter
from tests.gateway.federation.monolith.data import Data
from tests.gateway.federation.monolith.operations import RandomOperation
from tests.gateway.federation.monolith.printing import monolith_sdl, subgraph_sdl
from tests.gateway.federation.monolith.schema import Schema, schemas
from tests.gateway.federation.monolith.subgraphs import SubgraphExecutor, answer_as_monolith

STEPS = (
    Cutter.place_all,
    directives.add_interface_object,
    directives.add_overrides,
    directives.add_computed_fields,
    directives.add_provisions,
    directives.hide_fields,
    directives.widen_interfaces,
    directives.share_and_tag,
    lambda cutter: directives.forget_the_unplaced(cutter.cut),
)


class World:
    """The monolith and its parts; shown as the subgraphs' SDL."""

    def __init__(self, cut: Cut, sdls: Mapping[str, str], supergraph_sdl: str, data: Data) -> None:
        self.cut = cut
        self.sdls = sdls
        self.data = data
        self.supergraph: Supergraph = read_supergraph(supergraph_sdl)
        self.api_schema: GraphQLSchema = api_schema(supergraph_sdl)
        self.planner = Planner.of(self.supergraph)
        self.subgraphs = {
            graph: SubgraphExecutor(cut, graph, sdl, data) for graph, sdl in sdls.items()
        }

    @property
    def schema(self) -> Schema:
        return self.cut.schema

    def compile(self, operation: RandomOperation) -> CompiledPlan:
        plan = self.planner.plan(operation_from_ast(operation.document))
        return compile_plan(plan, self.supergraph, self.api_schema)

    def answer(self, body: bytes, subgraph: str) -> bytes:
        """What one subgraph replies."""
        return self.subgraphs[subgraph].answer(body)

    def run(
        self, compiled: CompiledPlan, operation: RandomOperation, instead: Instead | None = None
    ) -> Outcome:
        """What the engine answers; ``instead`` replaces replies by fetch id."""
        definitions = operation.definition.variable_definitions or ()
        coerced: Any = get_variable_values(self.api_schema, definitions, operation.variables)
        return drive(compiled, self, operation.variables, instead, defaults=coerced.coerced)

    def monolith(self, operation: RandomOperation) -> ExecutionResult:
        """What graphql-core answers over the whole schema."""
        return answer_as_monolith(self.data, operation)

    def __repr__(self) -> str:
        return "\n".join(f"# {graph}\n{sdl}" for graph, sdl in self.sdls.items())


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world that composes."""
    schema = draw(schemas())
    cutter = Cutter.of(draw, schema)
    for step in STEPS:
        step(cutter)
    cut = cutter.cut
    sdls = {graph: subgraph_sdl(cut, graph) for graph in cut.graphs if cut.types[graph]}
    result = compose(
        [SubgraphDefinition(graph, f"http://{graph}", sdl) for graph, sdl in sdls.items()]
    )
    shown = "\n".join(f"# {graph}\n{sdl}" for graph, sdl in sdls.items())
    assert result.supergraph_sdl, f"{[str(error) for error in result.errors]}\n{shown}"
    executable = build_schema(monolith_sdl(schema))
    data = Data(schema, executable, cut.possible(), draw(st.integers(0, 2**32)))
    return World(cut, sdls, result.supergraph_sdl, data)
