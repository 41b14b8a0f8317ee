"""Fields that merge in the supergraph may have different types in a subgraph (section 5.3.2)."""

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "ab",
    """
type Query @join__type(graph: A) @join__type(graph: B) {
  accounts: [Account!]! @join__field(graph: A)
  named: [Named!]! @join__field(graph: A)
}
union Account @join__type(graph: A) @join__unionMember(graph: A, member: "User")
  @join__unionMember(graph: A, member: "Admin") = User | Admin
interface Named @join__type(graph: A) { name: String }
type User implements Named @join__implements(graph: A, interface: "Named")
  @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID @join__field(graph: A, type: "ID!") @join__field(graph: B)
  name: String @join__field(graph: A, type: "String!") @join__field(graph: B)
  friends: [Account] @join__field(graph: A, type: "[Account!]!")
  age: Int @join__field(graph: B)
}
type Admin implements Named @join__implements(graph: A, interface: "Named")
  @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID
  name: String @join__field(graph: A) @join__field(graph: B)
  friends: [Account] @join__field(graph: A)
  age: Int @join__field(graph: B)
}
""",
)
USER = {"__typename": "User", "id": "u", "name": "Ursula", "age": 3}
ADMIN = {"__typename": "Admin", "id": "a", "name": None, "age": 4}
USER["friends"], ADMIN["friends"] = [ADMIN, USER], [USER, None]
WORLD = Federation(SDL, {"accounts": [USER, ADMIN], "named": [ADMIN, USER]}, [USER, ADMIN])
BOTH = "... on User {{ {0} }} ... on Admin {{ {0} }}"


@pytest.mark.parametrize(
    "text",
    [
        "{ accounts { " + BOTH.format("id") + " } }",
        "{ accounts { " + BOTH.format("id age") + " } }",
        "{ accounts { " + BOTH.format("friends { __typename " + BOTH.format("id") + " }") + " } }",
        "{ accounts { " + BOTH.format("friends { " + BOTH.format("age name") + " }") + " } }",
        "{ named { name ... on User { name id } ... on Admin { id } } }",
        "{ accounts { ... on User { id } ... on Admin { _typed_id_0: name id } } }",
    ],
)
def test_the_answer_is_the_monoliths(text: str):
    WORLD.check(text)


def test_the_second_is_asked_for_under_an_alias_that_the_plan_undoes():
    text = "{ accounts { " + BOTH.format("id") + " } }"
    (fetch,) = WORLD.plan(text).fetches
    assert WORLD.show(text) == [
        "0 [] a : { accounts { __typename ... on User { id } ... on Admin { _typed_id_0: id } } }"
    ]
    (rename,) = fetch.renames
    assert (rename.sent_as, rename.becomes) == ("_typed_id_0", "id")
    assert ".".join(map(str, rename.path)) == "accounts.@.|[Admin]"


def test_fields_of_one_shape_keep_their_key():
    (fetch,) = WORLD.plan("{ accounts { ... on Admin { id name } } }").fetches
    assert fetch.renames == ()
