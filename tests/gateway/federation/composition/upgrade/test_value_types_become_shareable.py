"""Federation 1 let several subgraphs resolve a field."""

from tests.gateway.federation.composition.harness import refusals, upgraded

NEW = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@shareable"])'


def test_a_value_type_may_be_in_several_subgraphs():
    found = upgraded(
        "type Query { t: T } type T { a: Int }", "type Query { u: T } type T { a: Int }"
    )

    assert found["T.a"] == "a: Int"


def test_a_root_field_may_be_in_several_subgraphs():
    assert upgraded("type Query { x: Int }", "type Query { x: Int }")["Query.x"] == "x: Int"


def test_a_subscription_has_one_source():
    assert refusals(
        "type Query { x: Int } type Subscription { s: Int }", "type Subscription { s: Int }"
    ) == ["INVALID_FIELD_SHARING"]


def test_a_subgraph_of_federation_2_must_still_say_so():
    assert refusals("type Query { t: T } type T { a: Int }", f"{NEW} type T {{ a: Int }}") == [
        "INVALID_FIELD_SHARING"
    ]
