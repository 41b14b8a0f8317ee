"""``@requires`` through an abstract type: the subgraph that reads by type is told the types."""

from gateway.federation.language.printer import print_selections
from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "abc",
    """
type Query @join__type(graph: A) @join__type(graph: B) @join__type(graph: C) {
  box: Box @join__field(graph: A)
}
type Box @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  inside: [Thing] @join__field(graph: A) @join__field(graph: B, external: true)
  weight: Int @join__field(graph: B, requires: "inside { ... on Stone { mass } }")
}
interface Thing @join__type(graph: A, key: "id") @join__type(graph: B)
  @join__type(graph: C, key: "id", isInterfaceObject: true) {
  id: ID!
  rating: Int @join__field(graph: C)
}
type Stone implements Thing @join__type(graph: A, key: "id") @join__type(graph: B)
  @join__implements(graph: A, interface: "Thing") @join__implements(graph: B, interface: "Thing") {
  id: ID!
  mass: Int @join__field(graph: A) @join__field(graph: B, external: true)
  rating: Int @join__field
}
type Air implements Thing @join__type(graph: A, key: "id") @join__type(graph: B)
  @join__implements(graph: A, interface: "Thing") @join__implements(graph: B, interface: "Thing") {
  id: ID!
  rating: Int @join__field
}
""",
)
STONE = {"__typename": "Stone", "id": "s", "mass": 5, "rating": 1}
AIR = {"__typename": "Air", "id": "a", "rating": 2}
BOX = {"__typename": "Box", "id": "b", "inside": [STONE, AIR], "weight": 5}
WORLD = Federation(SDL, {"box": BOX}, [BOX, STONE, AIR])


def test_also_where_another_subgraph_knows_the_interface_as_one_object():
    (_, second) = WORLD.plan("{ box { weight } }").fetches
    assert "inside { __typename ... on Stone { mass } }" in print_selections(second.requires or ())
    assert WORLD.check("{ box { weight inside { rating } } }")
