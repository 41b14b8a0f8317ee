"""Mutations run strictly in series, each with all that hangs on it."""

from gateway.federation.language.response_path import show
from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "ab",
    """
schema { query: Query mutation: Mutation }
type Query @join__type(graph: A) @join__type(graph: B) {
  total: Int @join__field(graph: A)
  name: String @join__field(graph: B)
}
type Mutation @join__type(graph: A) @join__type(graph: B) {
  add(amount: Int!): Account @join__field(graph: A)
  rename(name: String!): Account @join__field(graph: B)
  reset: Result @join__field(graph: A)
  both: Int
}
type Account @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID! total: Int @join__field(graph: A) name: String @join__field(graph: B)
}
type Result @join__type(graph: A) { ok: Boolean query: Query }
""",
)
ACCOUNT = {"__typename": "Account", "id": "1", "total": 5, "name": "N"}
QUERY = {"total": 5, "name": "N"}
WORLD = Federation(
    SDL,
    QUERY
    | {"add": lambda _info, **_: ACCOUNT, "rename": lambda _info, **_: ACCOUNT, "both": 1}
    | {"reset": {"ok": True, "query": QUERY}},
    [ACCOUNT],
)


def _stages(text: str) -> list[list[str]]:
    return [
        [f"{fetch.kind} {fetch.subgraph} {show(fetch.path)}".strip() for fetch in stage]
        for stage in WORLD.plan(text).stages
    ]


def test_what_hangs_on_a_mutation_has_ended_before_the_next_one_begins():
    text = 'mutation { add(amount: 1) { name } rename(name: "N") { total } again: add(amount: 2) { id } }'
    assert _stages(text) == [
        ["mutation a", "query b add"],
        ["mutation b", "query a rename"],
        ["mutation a"],
    ]
    WORLD.check(text)


def test_neighbours_of_one_subgraph_are_one_request_which_runs_them_in_series():
    text = "mutation { one: add(amount: 1) { total } two: add(amount: 2) { total } reset { ok } }"
    assert _stages(text) == [["mutation a"]]
    WORLD.check(text)


def test_a_mutation_of_several_subgraphs_runs_once():
    assert _stages("mutation { both }") == [["mutation a"]]


def test_a_shared_mutation_stays_with_its_neighbour():
    assert _stages('mutation { rename(name: "N") { id } both }') == [["mutation b"]]


def test_a_query_behind_a_mutation_is_asked_for_in_every_subgraph():
    text = "mutation { reset { ok query { total name } } }"
    assert _stages(text) == [["mutation a", "query b reset.query"]]
    WORLD.check(text)
