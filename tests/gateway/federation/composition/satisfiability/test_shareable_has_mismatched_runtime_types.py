"""SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES: a shared field that no two subgraphs answer alike."""

from tests.gateway.federation.composition.harness import composed, errors

B = "type B @shareable { b: Int }"
C = "type C @shareable { c: Int }"


def test_a_shared_union_without_a_common_member_is_refused():
    (error,) = composed(
        f"type Query {{ u: U @shareable }} union U = B {B}",
        f"type Query {{ u: U @shareable }} union U = C {C}",
    ).errors

    assert error.code.name == "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES"
    assert "Query.u is shared and returns U, but 'a' knows 'B', 'b' knows 'C'" in error.message
    assert "{\n  u {\n    ...\n  }\n}" in error.message
    assert [place.subgraph for place in error.locations] == ["a", "b"]


def test_an_interface_likewise():
    found = errors(
        "type Query { i: I @shareable } interface I { x: Int } type A implements I { x: Int }",
        "type Query { i: I @shareable } interface I { x: Int } type D implements I { x: Int }",
    )

    assert found == ["SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES"]


def test_a_field_that_one_subgraph_resolves_may_return_what_it_likes():
    assert errors(f"type Query {{ u: U }} union U = B {B}", f"union U = C {C}") == []
