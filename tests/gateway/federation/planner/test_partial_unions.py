"""Union members that differ from subgraph to subgraph."""

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "ab",
    """
type Query @join__type(graph: A) @join__type(graph: B) {
  box: Box @join__field(graph: A)
  onlyA: Thing @join__field(graph: A)
  shared: Thing
  special: Thing @join__field(graph: A) @join__field(graph: B, type: "Cup")
}
type Box @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  content: [Thing!]
}
union Thing @join__type(graph: A) @join__type(graph: B)
  @join__unionMember(graph: A, member: "Cup") @join__unionMember(graph: B, member: "Cup")
  @join__unionMember(graph: A, member: "Fork") @join__unionMember(graph: B, member: "Spoon")
  = Cup | Fork | Spoon
type Cup @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  size: Int @join__field(graph: A)
  color: String @join__field(graph: B)
}
type Fork @join__type(graph: A) { tines: Int }
type Spoon @join__type(graph: B) { depth: Int }
""",
)
CUP = {"__typename": "Cup", "id": "c", "size": 3, "color": "red"}
BOX = {"__typename": "Box", "id": "x", "content": [CUP, CUP]}
FORK = {"__typename": "Fork", "tines": 4}
WORLD = Federation(SDL, {"box": BOX, "onlyA": FORK, "shared": CUP, "special": CUP}, [CUP, BOX])


@pytest.mark.parametrize(
    "text",
    [
        "{ shared { __typename ... on Cup { size color } ... on Fork { tines } } }",
        "{ shared { ... on Spoon { depth } } }",
        "{ onlyA { ... on Fork { tines } ... on Spoon { depth } } }",
        "{ box { id content { ... on Cup { color id } } } }",
        "{ special { __typename ... on Cup { size } } }",
        "{ special { ... on Cup { color size } ... on Fork { tines } } }",
        "{ special { __typename } shared { ... on Cup { color } } }",
    ],
)
def test_the_answer_is_the_monoliths(text: str):
    WORLD.check(text)


def test_of_a_shared_union_only_the_members_that_all_subgraphs_may_return_are_selected():
    text = "{ shared { ... on Cup { size } ... on Fork { tines } ... on Spoon { depth } } }"
    assert WORLD.show(text) == ["0 [] a : { shared { __typename ... on Cup { size } } }"]


def test_of_a_union_field_of_one_subgraph_all_its_members_are():
    assert WORLD.show("{ onlyA { ... on Fork { tines } ... on Spoon { depth } } }") == [
        "0 [] a : { onlyA { __typename ... on Fork { tines } } }"
    ]


def test_a_subgraph_that_returns_a_special_case_answers_for_that_type():
    assert WORLD.show("{ special { ... on Cup { color } } }") == [
        "0 [] b : { special { __typename ... on Cup { color } } }"
    ]
