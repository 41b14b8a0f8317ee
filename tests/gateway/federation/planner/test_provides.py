"""``@provides``: what one field of a subgraph gives beyond what the type gives elsewhere in it."""

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "ab",
    """
type Query @join__type(graph: A) @join__type(graph: B) {
  plain: Thing @join__field(graph: A)
  provided: Thing @join__field(graph: A, provides: "name value { a }")
  nested: [Holder!] @join__field(graph: A, provides: "thing { ... on Left { name } }")
  shape: Shape @join__field(graph: A, provides: "value { a }")
  anything: Any @join__field(graph: A, provides: "... on Left { name }")
}
type Holder @join__type(graph: A) { thing: Thing }
interface Thing @join__type(graph: A) {
  id: ID! name: String value: Value
}
interface Shape @join__type(graph: A) { value: Value }
union Any @join__type(graph: A) @join__unionMember(graph: A, member: "Left")
  @join__unionMember(graph: A, member: "Right") = Left | Right
type Left implements Thing & Shape @join__implements(graph: A, interface: "Thing")
  @join__implements(graph: A, interface: "Shape")
  @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  name: String @join__field(graph: A, external: true) @join__field(graph: B)
  value: Value @join__field(graph: A, external: true) @join__field(graph: B)
  size: Int @join__field(graph: B)
}
type Right implements Thing & Shape @join__implements(graph: A, interface: "Thing")
  @join__implements(graph: A, interface: "Shape")
  @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  name: String @join__field(graph: A, external: true) @join__field(graph: B)
  value: Value @join__field(graph: A, external: true) @join__field(graph: B)
}
type Value @join__type(graph: A) @join__type(graph: B) { a: Int b: Int @join__field(graph: B) }
""",
)
LEFT = {"__typename": "Left", "id": "l", "name": "L", "value": {"a": 1, "b": 2}, "size": 3}
RIGHT = {"__typename": "Right", "id": "r", "name": "R", "value": {"a": 4, "b": 5}}


@pytest.mark.parametrize(
    "text",
    [
        "{ plain { name } }",
        "{ provided { name value { a } } }",
        "{ provided { name ... on Left { size } } }",
        "{ provided { value { b } } }",
        "{ provided { value { a b } } }",
        "{ nested { thing { name id } } }",
        "{ nested { thing { ... on Left { name } ... on Right { name } } } }",
        "{ shape { value { b } } }",
        "{ anything { ... on Left { name size } ... on Right { name } } }",
    ],
)
@pytest.mark.parametrize("value", [LEFT, RIGHT], ids=["Left", "Right"])
def test_the_answer_is_the_monoliths(text: str, value: dict[str, object]):
    _world(value).check(text)


def _world(value: dict[str, object]) -> Federation:
    data = dict.fromkeys(("plain", "provided", "shape", "anything"), value)
    return Federation(SDL, data | {"nested": [{"thing": value}]}, [LEFT, RIGHT])


def test_what_is_provided_of_an_interface_is_read_where_it_is():
    assert _world(LEFT).show("{ provided { name value { a } } }") == [
        "0 [] a : { provided { name value { a } } }"
    ]
    assert len(_world(LEFT).plan("{ plain { name } }").fetches) == 3


def test_what_is_provided_of_one_type_is_not_taken_for_another():
    text = "{ nested { thing { ... on Left { name } ... on Right { name } } } }"
    assert _world(LEFT).show(text) == [
        "0 [] a : { nested { thing { __typename ... on Left { name } ... on Right { id } } } }",
        "1 [0] b nested.@.thing|[Right]: { ... on Right { name } }",
    ]


WORLD = _world(LEFT)
