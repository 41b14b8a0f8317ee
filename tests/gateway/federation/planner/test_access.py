"""``@authenticated``, ``@requiresScopes`` and ``@policy``: what is forbidden is not even asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from graphql import parse

from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.access import grants_asked
from gateway.federation.planner.normalise import normalise
from tests.gateway.federation.planner.federation import Federation, supergraph

LINKS = """
schema @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY, as: "scoped")
  @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
{ query: Query mutation: Mutation }
"""
ANNA = {
    "__typename": "User",
    "id": "u1",
    "name": "Anna",
    "email": "a@x",
    "salary": 5,
    "pin": "1",
    "manager": None,
    "orders": 3,
}
CARD = {"__typename": "Card", "id": "c1", "number": "42", "note": "spare"}
WORLD = Federation(
    LINKS
    + supergraph(
        "ab",
        """
        type Query @join__type(graph: A) @join__type(graph: B) {
          me: User @join__field(graph: A)
          things: [Thing] @join__field(graph: A)
          audit: [String!]! @authenticated @join__field(graph: A)
        }
        type Mutation @join__type(graph: A) { pay: Int @authenticated  free: Int }
        interface Thing @join__type(graph: A) { id: ID! }
        type User implements Thing @join__implements(graph: A, interface: "Thing")
          @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
          id: ID!
          name: String @join__field(graph: A)
          email: String @join__field(graph: A) @scoped(scopes: [["mail"], ["read", "all"]])
          salary: Int @join__field(graph: B) @authenticated @scoped(scopes: [["pay"]])
          pin: String! @join__field(graph: B) @policy(policies: [["owner"]])
          manager: User @join__field(graph: A) @authenticated
          orders: Int @join__field(graph: B)
        }
        type Card implements Thing @join__implements(graph: A, interface: "Thing")
          @join__type(graph: A) @scoped(scopes: [["cards"]]) {
          id: ID!
          number: String!
          note: String
        }
        """,
    ),
    {"me": ANNA, "things": [ANNA, CARD], "audit": ["a"], "pay": 1, "free": 2},
    [ANNA],
    granted=frozenset(),
)

_UNDER_A_CONDITION = """
query ($yes: Boolean!, $no: Boolean!) { me { id orders @include(if: $yes) name @skip(if: $no) } }
"""


def _with(*granted: str) -> Federation:
    return replace(WORLD, granted=frozenset(granted))


def _told(answer: Any) -> list[Any]:
    return [
        (each["path"], each["extensions"]["coordinate"], each["extensions"]["directive"])
        for each in answer["errors"]
    ]


def test_a_forbidden_field_is_null_with_an_error_and_is_not_fetched():
    answer = WORLD.execute("{ me { name email } }")
    assert answer["data"] == {"me": {"name": "Anna", "email": None}}
    (error,) = answer["errors"]
    assert error == {
        "message": "User.email is not for this caller: @requiresScopes.",
        "path": ["me", "email"],
        "extensions": {
            "code": "UNAUTHORIZED_FIELD_OR_TYPE",
            "coordinate": "User.email",
            "directive": "@requiresScopes",
        },
    }
    assert WORLD.show("{ me { name email } }") == ["0 [] a : { me { name } }"]


@pytest.mark.parametrize(
    ("granted", "is_allowed"),
    [
        (["scope:mail"], True),
        (["scope:read"], False),
        (["scope:read", "scope:all"], True),
        (["authenticated", "policy:mail"], False),
    ],
)
def test_scopes_are_alternatives_of_whole_sets(granted: list[str], *, is_allowed: bool):
    answer = _with(*granted).execute("{ me { email } }")
    assert (answer["data"] == {"me": {"email": "a@x"}}) is is_allowed
    assert ("errors" in answer) is not is_allowed


def test_what_is_forbidden_by_an_interface_is_not_told_where_it_is_fetched_as_a_key():
    keyed = Federation(
        LINKS
        + supergraph(
            "ab",
            """
            type Query @join__type(graph: A) @join__type(graph: B) {
              things: [Thing] @join__field(graph: A)
            }
            type Mutation @join__type(graph: A) { free: Int }
            interface Thing @join__type(graph: A) { email: String @authenticated }
            type User implements Thing @join__implements(graph: A, interface: "Thing")
              @join__type(graph: A, key: "email") @join__type(graph: B, key: "email") {
              email: String @authenticated
              orders: Int @join__field(graph: B)
            }
            """,
        ),
        {"things": [ANNA]},
        [ANNA],
        granted=frozenset(),
    )
    answer = keyed.execute("{ things { email ... on User { orders } } }")
    assert answer["data"] == {"things": [{"email": None, "orders": 3}]}
    assert _told(answer) == [(["things", 0, "email"], "User.email", "@authenticated")]


def test_all_directives_of_a_field_must_be_met():
    text = "{ me { salary } }"
    assert _told(_with("scope:pay").execute(text)) == [
        (["me", "salary"], "User.salary", "@authenticated")
    ]
    assert _told(_with("authenticated").execute(text)) == [
        (["me", "salary"], "User.salary", "@requiresScopes")
    ]
    _with("authenticated", "scope:pay").check(text)


def test_a_subgraph_of_which_nothing_is_allowed_is_not_asked():
    assert WORLD.show("{ me { name salary } }") == ["0 [] a : { me { name } }"]
    assert WORLD.plan("{ audit }").fetches == ()


def test_a_forbidden_value_that_may_not_be_null_takes_its_object_along():
    answer = WORLD.execute("{ me { name pin } audit }")
    assert answer["data"] is None
    answer = WORLD.execute("{ me { name pin } }")
    assert answer["data"] == {"me": None}
    assert _told(answer) == [(["me", "pin"], "User.pin", "@policy")]


def test_of_an_object_with_nothing_allowed_in_it_it_is_known_whether_it_is_there():
    answer = _with().execute("{ me { email } }")
    assert answer["data"] == {"me": {"email": None}}
    nobody = replace(WORLD, data=WORLD.data | {"me": None})
    assert nobody.execute("{ me { email } }") == {"data": {"me": None}}


def test_what_lies_below_a_forbidden_field_is_forbidden_with_it():
    answer = WORLD.execute("{ me { name manager { name } } }")
    assert answer["data"] == {"me": {"name": "Anna", "manager": None}}
    assert _told(answer) == [(["me", "manager"], "User.manager", "@authenticated")]


def test_a_key_that_the_gateway_needs_stays_unseen_where_it_is_forbidden():
    secret_key = Federation(
        WORLD.sdl.replace("id: ID!\n          name", "id: ID! @authenticated\n          name"),
        WORLD.data,
        WORLD.entities,
        granted=frozenset(),
    )
    answer = secret_key.execute("{ me { id orders } }")
    assert answer["data"] == {"me": None}
    assert _told(answer)[0][1:] == ("User.id", "@authenticated")
    assert secret_key.execute("{ me { orders } }") == {"data": {"me": {"orders": 3}}}
    assert secret_key.execute("{ me { key: id orders } }")["data"] == {"me": None}


@pytest.mark.parametrize("text", ["{ me { id orders } }", _UNDER_A_CONDITION])
def test_nor_is_it_seen_under_conditions(text: str):
    secret_key = replace(
        WORLD, sdl=WORLD.sdl.replace("id: ID!\n          name", "id: ID! @authenticated name")
    )
    answer = secret_key.execute(text, {"yes": True, "no": False})
    assert answer["data"] == {"me": None}
    assert _told(answer)[0][1:] == ("User.id", "@authenticated")


def test_a_forbidden_type_is_forbidden_by_every_way_to_it():
    expected = {"things": [{"id": "u1"}, None]}
    for text in (
        "{ things { id } }",
        "{ things { ... on Thing { id } } }",
        "{ things { ...F } } fragment F on Thing { id }",
        "{ things { ... on User { id } ... on Card { id } } }",
    ):
        answer = WORLD.execute(text)
        assert answer["data"] == expected, text
        assert {each[1:] for each in _told(answer)} == {("Card.id", "@requiresScopes")}, text
    _with("scope:cards").check("{ things { id ... on Card { number } } }")


def test_objects_of_the_other_types_are_asked_for_all_the_same():
    assert WORLD.show("{ things { id } }") == [
        "0 [] a : { things { __typename ... on User { id } } }"
    ]


def test_the_name_of_a_type_is_no_secret():
    assert WORLD.execute("{ things { __typename } }") == {
        "data": {"things": [{"__typename": "User"}, {"__typename": "Card"}]}
    }


def test_a_forbidden_mutation_is_not_carried_out():
    answer = WORLD.execute("mutation { free pay }")
    assert answer["data"] == {"free": 2, "pay": None}
    assert WORLD.show("mutation { free pay }") == ["0 [] a : mutation { free }"]


def test_what_is_skipped_is_not_told():
    text = "query ($e: Boolean!) { me { name email @include(if: $e) } }"
    assert WORLD.execute(text, {"e": False}) == {"data": {"me": {"name": "Anna"}}}
    assert len(WORLD.execute(text, {"e": True})["errors"]) == 1


def test_an_alias_hides_nothing():
    answer = WORLD.execute("{ me { name: email id: salary } }")
    assert answer["data"] == {"me": {"name": None, "id": None}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ me { name } }", set()),
        ("{ me { email } }", {"scope:mail", "scope:read", "scope:all"}),
        ("{ things { id } }", {"scope:cards"}),
        ("{ me { manager { pin } } }", {"authenticated", "policy:owner"}),
    ],
)
def test_a_plan_depends_on_the_grants_that_it_asks_for(text: str, expected: set[str]):
    normal = normalise(operation_from_ast(parse(text)), WORLD.supergraph)
    assert grants_asked(normal, WORLD.supergraph) == expected


def test_whoever_is_granted_everything_sees_everything():
    replace(WORLD, granted=None).check(
        "{ me { email salary pin manager { name } } things { id ... on Card { number } } audit }"
    )
