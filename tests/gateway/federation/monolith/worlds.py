"""A world: a random monolith with data, cut into subgraphs, composed, ready to be asked."""

from __future__ import annotations

from collections.abc import Mapping

from graphql import GraphQLSchema, build_schema

from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.model import Supergraph
from gateway.federation.supergraph.reader import read_supergraph
from tests.gateway.federation.monolith.choices import Choices
from tests.gateway.federation.monolith.cut import Cut
from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.data import Data
from tests.gateway.federation.monolith.growing import random_schema
from tests.gateway.federation.monolith.printing import monolith_sdl, published_sdl, subgraph_sdl
from tests.gateway.federation.monolith.schema import Schema
from tests.gateway.federation.monolith.shapes.contexts import add_context
from tests.gateway.federation.monolith.shapes.differences import declare_differently
from tests.gateway.federation.monolith.shapes.federation_one import age_subgraphs
from tests.gateway.federation.monolith.shapes.hidden_fields import hide_fields
from tests.gateway.federation.monolith.shapes.hidden_values import hide_a_color
from tests.gateway.federation.monolith.shapes.interface_fields import widen_interfaces
from tests.gateway.federation.monolith.shapes.interface_objects import add_interface_object
from tests.gateway.federation.monolith.shapes.links import name_directives
from tests.gateway.federation.monolith.shapes.null_keys import add_null_key
from tests.gateway.federation.monolith.shapes.overrides import add_overrides
from tests.gateway.federation.monolith.shapes.provisions import add_provisions
from tests.gateway.federation.monolith.shapes.requirements import add_computed_fields
from tests.gateway.federation.monolith.shapes.sharing import share_and_tag
from tests.gateway.federation.monolith.shapes.unplaced import forget_the_unplaced
from tests.gateway.federation.monolith.subgraph_executor import SubgraphExecutor

STEPS = (
    Cutter.place_all,
    add_interface_object,
    add_overrides,
    add_computed_fields,
    add_provisions,
    hide_fields,
    widen_interfaces,
    add_context,
    add_null_key,
    age_subgraphs,
    declare_differently,
    hide_a_color,
    name_directives,
    share_and_tag,
    forget_the_unplaced,
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
            graph: SubgraphExecutor(cut, graph, subgraph_sdl(cut, graph), data) for graph in sdls
        }

    @property
    def plain_sdl(self) -> str:
        """All subgraphs with the usual names of directives, to look for shapes in."""
        return _shown({graph: subgraph_sdl(self.cut, graph) for graph in self.sdls})

    @property
    def schema(self) -> Schema:
        return self.cut.schema

    def __repr__(self) -> str:
        return _shown(self.sdls)


def random_world(choices: Choices) -> World:
    """A world that composes."""
    schema = random_schema(choices)
    cutter = Cutter.of(choices, schema)
    for step in STEPS:
        step(cutter)
    cut = cutter.cut
    sdls = {graph: published_sdl(cut, graph) for graph in cut.graphs if cut.types[graph]}
    result = compose(
        [SubgraphDefinition(graph, f"http://{graph}", sdl) for graph, sdl in sdls.items()]
    )
    errors = "\n".join(map(str, result.errors))
    assert result.supergraph_sdl, f"{errors}\n{_shown(sdls)}"
    executable = build_schema(monolith_sdl(schema))
    data = Data(schema, executable, cut.possible(), choices.below(2**32))
    return World(cut, sdls, result.supergraph_sdl, data)


def _shown(sdls: Mapping[str, str]) -> str:
    return "\n".join(f"# {graph}\n{sdl}" for graph, sdl in sdls.items())
