"""@interfaceObject: one object type that stands for all types of an interface."""

import pytest

from gateway.federation.supergraph.api_schema import api_sdl
from tests.gateway.federation.composition.harness import (
    composed,
    elements,
    errors,
    hints,
    supergraph,
)

MEDIA = """
  type Query { media: [Media] }
  interface Media @key(fields: "id") { id: ID! }
  type Book implements Media @key(fields: "id") { id: ID! pages: Int }
  type Film implements Media @key(fields: "id") { id: ID! length: Int }
"""
STARS = """
  type Query { best: Media }
  type Media @key(fields: "id") @interfaceObject { id: ID! "Of five." stars(of: Int = 5): Int @tag(name: "t") }
"""


def test_it_is_an_interface_in_the_supergraph():
    found = elements(supergraph(MEDIA, STARS))

    assert found["Media"] == (
        'interface Media @join__type(graph: A, key: "id") '
        '@join__type(graph: B, key: "id", isInterfaceObject: true)'
    )
    assert found["Media.stars"].endswith(
        'stars(of: Int = 5): Int @join__field(graph: B) @tag(name: "t")'
    )


def test_its_fields_are_added_to_every_type_of_the_interface():
    found = elements(supergraph(MEDIA, STARS))

    for name in ("Book", "Film"):
        assert found[f"{name}.stars"] == (
            '"""Of five.""" stars(of: Int = 5): Int @join__field @tag(name: "t")'
        )
    assert "stars(of: Int = 5): Int" in api_sdl(supergraph(MEDIA, STARS))


def test_a_field_that_a_type_has_itself_is_not_added():
    found = elements(
        supergraph(
            'type Query { media: Media } interface Media @key(fields: "id") { id: ID! stars: Int } '
            'type Book implements Media @key(fields: "id") { id: ID! stars: Int @shareable }',
            'type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int @shareable }',
        )
    )  # fmt: skip

    assert found["Book.stars"] == "stars: Int"


def test_several_interface_objects_add_to_the_same_interface():
    votes = 'type Media @key(fields: "id") @interfaceObject { id: ID! votes: Int }'
    found = elements(supergraph(MEDIA, STARS, votes))

    assert found["Film.votes"] == "votes: Int @join__field"
    assert "stars" in found["Film.stars"]


def test_it_may_require_what_the_interface_has():
    sdl = 'type Media @key(fields: "id") @interfaceObject { id: ID! title: String @external slug: String @requires(fields: "title") }'
    titled = MEDIA.replace("{ id: ID! ", "{ id: ID! title: String ").replace(
        "{ id: ID! }", "{ id: ID! title: String }"
    )
    found = elements(supergraph(titled, sdl))

    assert found["Media.slug"] == 'slug: String @join__field(graph: B, requires: "title")'
    assert found["Book.slug"] == "slug: String @join__field"


def test_it_lacks_types_and_is_not_remarked_for_it():
    assert [hint.code.name for hint in hints(MEDIA, STARS)] == []


USAGE = {
    "it has no key": [MEDIA, "type Media @interfaceObject { id: ID! @shareable stars: Int }"],
    "it is an interface nowhere": [
        "type Query { x: Int }",
        'type Media @key(fields: "id") @interfaceObject { id: ID! }',
    ],
    "its subgraph knows a type of the interface": [
        MEDIA,
        'type Media @key(fields: "id") @interfaceObject { id: ID! } type Book @key(fields: "id") { id: ID! }',
    ],
}


@pytest.mark.parametrize("why", USAGE)
def test_interface_object_usage_error(why: str):
    (error,) = composed(*USAGE[why]).errors

    assert error.code.name == "INTERFACE_OBJECT_USAGE_ERROR"
    assert error.message.startswith("Media ")
    assert [place.subgraph for place in error.locations] == ["b"]


def test_an_object_without_the_mark_is_of_another_kind():
    (error,) = composed(MEDIA, 'type Media @key(fields: "id") { id: ID! }').errors

    assert error.code.name == "TYPE_KIND_MISMATCH"


def test_a_field_added_by_two_is_shareable_in_both():
    votes = 'type Media @key(fields: "id") @interfaceObject { id: ID! stars(of: Int = 5): Int }'

    assert errors(MEDIA, STARS, votes) == ["INVALID_FIELD_SHARING"] * 2


def test_a_field_that_a_type_resolves_too_is_shareable_in_both():
    own = 'type Media @key(fields: "id") @interfaceObject { id: ID! pages: Int }'

    (error,) = composed(MEDIA, own).errors
    assert error.code.name == "INVALID_FIELD_SHARING"
    assert error.message.startswith("Book.pages is resolved by 'a', 'b'")


def test_a_type_may_leave_a_field_to_the_interface_object():
    external = MEDIA.replace(
        "{ id: ID! pages: Int }",
        '{ id: ID! stars: Int @external rank: Int @requires(fields: "stars") }',
    ).replace(
        'interface Media @key(fields: "id") { id: ID! }',
        'interface Media @key(fields: "id") { id: ID! }',
    )
    stars = 'type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }'

    found = elements(supergraph(external, stars))
    assert found["Book.stars"] == "stars: Int @join__field(graph: A, external: true)"


def test_its_fields_cannot_be_overridden_nor_override():
    overriding = STARS.replace('@tag(name: "t")', '@override(from: "a")')
    overridden = MEDIA.replace(
        "pages: Int", 'pages: Int stars(of: Int = 5): Int @override(from: "b")'
    )

    for found in (errors(MEDIA, overriding), errors(overridden, STARS)):
        assert set(found) - {"INVALID_FIELD_SHARING"} == {
            "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE"
        }


def test_an_interface_object_needs_a_way_to_the_type_of_its_objects():
    """``best`` gives objects of which the subgraph cannot tell the type, and nobody else either."""
    unkeyed = MEDIA.replace('interface Media @key(fields: "id")', "interface Media")
    (*found, _) = composed(unkeyed, STARS).errors

    assert {error.code.name for error in found} == {"SATISFIABILITY_ERROR"}
    assert (
        "Media is an @interfaceObject, and no subgraph can be reached that tells"
        in found[0].message
    )


def test_a_subgraph_that_keys_the_interface_knows_all_its_types():
    partial = 'interface Media @key(fields: "id") { id: ID! } type Book implements Media @key(fields: "id") { id: ID! }'

    assert errors(MEDIA, partial, STARS) == ["INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE"]
