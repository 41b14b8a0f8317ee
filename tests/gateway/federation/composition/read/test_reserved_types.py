"""No field of a subgraph is of a type that is federation's, link's or introspection's own."""

import pytest

from tests.gateway.federation.composition.harness import composed

PRINTED = """type Query { x: T _service: _Service! _entities(representations: [_Any!]!): [_Entity]! }
type T @key(fields: "id") { id: ID! }
scalar _Any type _Service { sdl: String } union _Entity = T"""


@pytest.mark.parametrize(
    "field",
    [
        "y: __Type",
        "y(of: __TypeKind): Int",
        "y: _Any",
        "y: [federation__Own!]",
        "y: join__Own",
        "y(of: link__Purpose): Int",
    ],
)
def test_its_use_is_told_with_its_line(field: str):
    result = composed(
        f"type Query {{\n x: Int\n {field}\n}}\n"
        "scalar _Any type federation__Own { a: Int } type join__Own { a: Int }"
    )
    (error,) = result.errors
    assert error.code.name == "INVALID_GRAPHQL"
    assert "Unknown type '" in error.message
    assert [place.line for place in error.locations] == [4]


def test_what_every_subgraph_answers_may_be_printed():
    assert composed(PRINTED).errors == ()


def test_a_union_without_members_is_refused_even_if_it_is_federations():
    (error,) = composed("type Query { x: Int }\nunion _Entity").errors
    assert "Union type _Entity must define one or more member types" in error.message


def test_an_unused_enum_of_a_reserved_name_is_no_part_of_the_schema():
    assert composed("type Query { x: Int } enum federation__Own { A }").hints == ()


def test_a_union_may_have_its_members_from_extensions():
    result = composed("type Query { u: U } type A { a: Int } union U extend union U = A")
    assert result.errors == ()
