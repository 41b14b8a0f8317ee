"""Fields of interfaces, whose implementations differ from subgraph to subgraph."""

import pytest

from gateway.federation.errors import PlanningError
from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "abc",
    """
type Query @join__type(graph: A) @join__type(graph: B) @join__type(graph: C) {
  fruit: Fruit @join__field(graph: A)
  any: Fruit @join__field(graph: A) @join__field(graph: B)
  found: Found @join__field(graph: A) @join__field(graph: B)
}
interface Fruit @join__type(graph: A) @join__type(graph: B) @join__type(graph: C) {
  id: ID! @join__field(graph: A) @join__field(graph: B)
  x: Int @join__field(graph: B) @join__field(graph: C)
}
interface Sour @join__type(graph: A) { weight: Int }
type Apple implements Fruit & Sour @join__implements(graph: A, interface: "Sour")
  @join__implements(graph: A, interface: "Fruit") @join__implements(graph: B, interface: "Fruit")
  @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID! x: Int @join__field(graph: B) weight: Int @join__field(graph: A)
}
type Berry implements Fruit
  @join__implements(graph: A, interface: "Fruit") @join__implements(graph: B, interface: "Fruit")
  @join__type(graph: A, key: "code") @join__type(graph: B, key: "code") {
  id: ID! @join__field(graph: A) @join__field(graph: B) code: Int! x: Int @join__field(graph: B)
}
type Damson implements Fruit
  @join__implements(graph: A, interface: "Fruit") @join__implements(graph: B, interface: "Fruit")
  @join__type(graph: A, key: "code") @join__type(graph: B, key: "code") {
  id: ID! @join__field(graph: A) @join__field(graph: B) code: ID! x: Int @join__field(graph: B)
}
type Citrus implements Fruit @join__implements(graph: C, interface: "Fruit")
  @join__type(graph: C, key: "id") { id: ID! x: Int }
interface Found @join__type(graph: A) @join__type(graph: B) { key: ID! }
type Left implements Found
  @join__implements(graph: A, interface: "Found") @join__implements(graph: B, interface: "Found")
  @join__type(graph: A) @join__type(graph: B) {
  key: ID! @join__field(graph: A) @join__field(graph: B, external: true)
}
type Right implements Found
  @join__implements(graph: A, interface: "Found") @join__implements(graph: B, interface: "Found")
  @join__type(graph: A) @join__type(graph: B) {
  key: ID! @join__field(graph: A, external: true) @join__field(graph: B)
}
""",
)
APPLE = {"__typename": "Apple", "id": "a", "x": 1, "weight": 5}
BERRY = {"__typename": "Berry", "id": "b", "code": 7, "x": 2}
DAMSON = {"__typename": "Damson", "id": "d", "code": "d7", "x": 3}
OPERATIONS = [
    "{ fruit { id x } }",
    "{ fruit { ... on Apple { weight } } }",
    "{ fruit { ... on Berry { x } ... on Damson { x } } }",
    "{ fruit { ... on Berry { code: id x } ... on Apple { x } } }",
    "{ fruit { id ... on Citrus { __typename } } }",
    "{ fruit { ... on Sour { __typename } x } }",
    "{ any { ... on Sour { __typename } x } }",
    "{ any { x ... on Apple { weight } } }",
    "{ any { id x ... on Citrus { x } ... on Damson { code } } }",
]


@pytest.mark.parametrize("text", OPERATIONS)
@pytest.mark.parametrize("value", [APPLE, BERRY, DAMSON], ids=["Apple", "Berry", "Damson"])
def test_the_answer_is_the_monoliths(text: str, value: dict[str, object]):
    Federation(SDL, {"fruit": value, "any": value}, [APPLE, BERRY, DAMSON]).check(text)


def test_a_field_that_the_subgraph_lacks_is_asked_for_type_by_type():
    assert Federation(SDL, {}).show("{ fruit { id x } }") == [
        "0 [] a : { fruit { id __typename ... on Berry { code } ... on Damson { _typed_code_0: code } } }",
        "1 [0] b fruit|[Apple]: { ... on Apple { x } }",
        "2 [0] b fruit|[Berry]: { ... on Berry { x } }",
        "3 [0] b fruit|[Damson]: { ... on Damson { x } }",
    ]


def test_a_field_that_every_implementation_has_in_the_subgraph_is_asked_for_once():
    assert Federation(SDL, {}).show("{ any { x } }") == ["0 [] b : { any { x } }"]


def test_where_the_client_narrows_every_fetch_asks_for_the_type():
    assert Federation(SDL, {}).show("{ any { ... on Sour { weight } x } }") == [
        "0 [] a : { any { __typename ... on Apple { weight } } }",
        "1 [] b : { any { __typename x } }",
    ]


def test_what_no_one_subgraph_can_say_of_all_its_objects_cannot_be_read():
    with pytest.raises(PlanningError, match=r"no path reaches Found\.key"):
        Federation(SDL, {}).plan("{ found { key } }")
    assert Federation(SDL, {}).plan("{ found { ... on Left { key } } }").fetches
