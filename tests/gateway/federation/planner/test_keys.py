"""Keys: nested, with lists, null, and reached in chains through other subgraphs."""

import pytest

from gateway.federation.errors import PlanningBudgetError, PlanningError
from gateway.federation.graph.budget import PlanningBudget
from gateway.federation.language.from_ast import operation_from_ast
from tests.gateway.federation.planner.federation import Federation, parse, supergraph

SDL = supergraph(
    "abcd",
    """
type Query @join__type(graph: A) @join__type(graph: B) @join__type(graph: C) @join__type(graph: D) {
  users: [User]! @join__field(graph: A)
  teams: [Team!]! @join__field(graph: A)
}
type User
  @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") @join__type(graph: B, key: "mail")
  @join__type(graph: C, key: "mail") @join__type(graph: C, key: "tax { country number }")
  @join__type(graph: D, key: "tax { number country }") {
  id: ID! @join__field(graph: A) @join__field(graph: B)
  mail: String @join__field(graph: B) @join__field(graph: C)
  tax: Tax @join__field(graph: C) @join__field(graph: D)
  age: Int @join__field(graph: C)
  score: Int @join__field(graph: D)
}
type Tax @join__type(graph: C) @join__type(graph: D) { country: String number: Int }
type Team
  @join__type(graph: A, key: "members { id badge { code } }")
  @join__type(graph: B, key: "members { id badge { code } }") {
  members: [Member]! label: String @join__field(graph: A) rank: Int @join__field(graph: B)
}
type Member @join__type(graph: A) @join__type(graph: B) { id: ID! badge: Badge }
type Badge @join__type(graph: A) @join__type(graph: B) { code: String }
""",
)
USERS = [
    {"__typename": "User", "id": f"u{n}", "mail": f"{n}@x", "tax": {"country": "AT", "number": n}}
    | {"age": 20 + n, "score": 30 + n}
    for n in range(3)
]
TEAM = {
    "__typename": "Team",
    "label": "L",
    "rank": 1,
    "members": [{"id": "m1", "badge": {"code": "c1"}}, {"id": "m2", "badge": {"code": "c2"}}],
}
WORLD = Federation(SDL, {"users": [USERS[0], None, USERS[2]], "teams": [TEAM]}, [*USERS, TEAM])


@pytest.mark.parametrize(
    "text",
    [
        "{ users { id age } }",
        "{ users { score } }",
        "{ users { score age mail id } }",
        "{ users { tax: score mail: age } }",
        "{ users { tax { number } score } }",
        "{ teams { rank } }",
        "{ teams { label: rank members { badge { code: __typename } } } }",
    ],
)
def test_the_answer_is_the_monoliths(text: str):
    WORLD.check(text)


def test_a_key_is_reached_through_as_many_subgraphs_as_it_takes():
    assert WORLD.show("{ users { score } }") == [
        "0 [] a : { users { id } }",
        "1 [0] b users.@: { ... on User { mail } }",
        "2 [0, 1] c users.@: { ... on User { tax { number country } } }",
        "3 [2] d users.@: { ... on User { score } }",
    ]


def test_a_null_in_a_nullable_key_asks_for_nothing():
    nobody = {**USERS[0], "id": "u9", "mail": None}
    world = Federation(SDL, {"users": [nobody, USERS[1]]}, [nobody, USERS[1]])
    answer = world.execute("{ users { id age } }")
    assert answer["data"] == {"users": [{"id": "u9", "age": None}, {"id": "u1", "age": 21}]}


EITHER = supergraph(
    "ab",
    """
type Query @join__type(graph: A) @join__type(graph: B) { users: [User]! @join__field(graph: A) }
type User
  @join__type(graph: A, key: "mail") @join__type(graph: A, key: "home { code }")
  @join__type(graph: B, key: "mail") @join__type(graph: B, key: "home { code }") {
  mail: String
  home: Home!
  age: Int @join__field(graph: B)
}
type Home @join__type(graph: A) @join__type(graph: B) { code: Int! }
""",
)


def test_a_key_that_every_object_has_is_preferred_to_one_that_may_be_null():
    nobody = {"__typename": "User", "mail": None, "home": {"code": 1}, "age": 20}
    world = Federation(EITHER, {"users": [nobody]}, [nobody])
    assert world.execute("{ users { age } }")["data"] == {"users": [{"age": 20}]}
    assert world.show("{ users { age } }")[0] == "0 [] a : { users { home { code } } }"


RING = supergraph(
    "abcdefghijkl",
    " ".join(
        [
            "type Query",
            *(f"@join__type(graph: {name})" for name in "ABCDEFGHIJKL"),
            "{ thing: Thing @join__field(graph: A) }",
            "type Thing @join__type(graph: A)",
            *(f'@join__type(graph: {name}, key: "key{name}")' for name in "BCDEFGHIJKL"),
            '@join__type(graph: L, key: "id") { id: ID @join__field(graph: A) @join__field(graph: L)',
            *(
                f"key{name}: ID @join__field(graph: {name}) @join__field(graph: L) "
                f"value{name}: Int @join__field(graph: {name})"
                for name in "BCDEFGHIJK"
            ),
            "keyL: ID @join__field(graph: L) far: Int @join__field(graph: L) }",
        ]
    ),
)


def test_keys_that_wait_for_one_another_in_circles_cost_no_more_than_they_must():
    values = " ".join(f"value{name}" for name in "BCDEFGHIJK")
    operation = operation_from_ast(parse(f"{{ thing {{ {values} }} }}"))
    plan = Federation(RING, {}).planner.plan(operation, PlanningBudget(paths=5_000))
    assert [fetch.after for fetch in plan.fetches] == [(), (0,), *[(0, 1)] * 10]


def test_a_key_that_nobody_can_give_is_an_error_and_no_endless_search():
    closed = RING.replace("id: ID @join__field(graph: A)", "id: ID")
    operation = operation_from_ast(parse("{ thing { valueC } }"))
    with pytest.raises(PlanningError, match=r"no path reaches Thing\.valueC from Thing/a"):
        Federation(closed.replace('key: "id"', 'key: "far"'), {}).planner.plan(operation)


def test_more_requests_than_the_budget_allows_are_refused():
    operation = operation_from_ast(parse("{ thing { valueB valueC } }"))
    with pytest.raises(PlanningBudgetError, match="too many requests"):
        Federation(RING, {}).planner.plan(operation, PlanningBudget(fetches=3))
