"""An object type may return something narrower than its interface says: the answer depends on it."""

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "ab",
    """
type Query @join__type(graph: A) @join__type(graph: B) {
  nodes: [Node] @join__field(graph: A)
}
interface Node @join__type(graph: A) {
  id: ID!
  parent: Node
  size: Int
}
type Leaf implements Node @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")
  @join__implements(graph: A, interface: "Node") {
  id: ID!
  parent: Branch @join__field(graph: A)
  size: Int! @join__field(graph: A)
}
type Branch implements Node @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")
  @join__implements(graph: A, interface: "Node") {
  id: ID!
  parent: Node @join__field(graph: A)
  size: Int @join__field(graph: A)
}
""",
)
ROOT = {"__typename": "Branch", "id": "r", "parent": None, "size": None}
BRANCH = {"__typename": "Branch", "id": "b", "parent": ROOT, "size": 1}
LEAF = {"__typename": "Leaf", "id": "l", "parent": BRANCH, "size": 2}
WORLD = Federation(SDL, {"nodes": [LEAF, BRANCH, ROOT]}, [ROOT, BRANCH, LEAF])


@pytest.mark.parametrize(
    "text",
    [
        "{ nodes { parent { id } } }",
        "{ nodes { parent { parent { __typename } } } }",
        "{ nodes { id size } }",
        "query ($a: Boolean!) { nodes { id parent @include(if: $a) { parent { size } } } }",
    ],
)
def test_the_answer_is_the_monoliths(text: str):
    WORLD.check_all(text)


def test_without_such_a_field_no_type_is_asked_for():
    assert WORLD.show("{ nodes { id } }") == ["0 [] a : { nodes { id } }"]
