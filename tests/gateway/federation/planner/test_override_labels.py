"""``@override(label:)``: the subgraph that answers depends on the labels active for a request."""

from dataclasses import replace

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "ab",
    """
type Query @join__type(graph: A) @join__type(graph: B) {
  things: [Named!]! @join__field(graph: A)
}
interface Named @join__type(graph: A) @join__type(graph: B) {
  name: String
}
type Thing implements Named
  @join__implements(graph: A, interface: "Named") @join__implements(graph: B, interface: "Named")
  @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  name: String
    @join__field(graph: A, overrideLabel: "moved", usedOverridden: true)
    @join__field(graph: B, override: "a", overrideLabel: "moved")
  size: Int
    @join__field(graph: A, overrideLabel: "percent(10)")
    @join__field(graph: B, override: "a", overrideLabel: "percent(10)")
  kind: String
    @join__field(graph: A, overrideLabel: "percent(50.5)")
    @join__field(graph: B, override: "a", overrideLabel: "percent(50.5)")
}
""",
)
THING = {"__typename": "Thing", "id": "t", "name": "T", "size": 3, "kind": "k"}
WORLD = Federation(SDL, {"things": [THING]}, [THING])
TEXT = "{ things { name ... on Thing { size kind } } }"


@pytest.mark.parametrize(
    ("labels", "asked"),
    [
        ((), "0 [] a : { things { __typename ... on Thing { name size kind } } }"),
        (("percent(10)",), "1 [0] b things.@|[Thing]: { ... on Thing { size } }"),
        (("moved", "percent(50.5)"), "1 [0] b things.@|[Thing]: { ... on Thing { name kind } }"),
    ],
)
def test_the_field_is_read_where_the_labels_say(labels: tuple[str, ...], asked: str):
    world = replace(WORLD, labels=frozenset(labels))
    assert world.show(TEXT)[-1] == asked
    world.check(TEXT)
