"""Definitions of federation's own elements, as libraries print them."""

import pytest

from tests.gateway.federation.composition.harness import composed_as_written

LINK = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.3",
                    import: ["@key", "@shareable", "@tag", "@external", "FieldSet"])"""
REST = 'scalar FieldSet\ntype Query { t: T } type T @key(fields: "id") { id: ID! }'
RIGHT = [
    "directive @key(fields: FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE",
    "directive @key(fields: FieldSet!) repeatable on OBJECT",
    "directive @key(fields: String!) on OBJECT",
    "directive @key(fields: [String!]!) on OBJECT",
    "directive @federation__composeDirective(name: String) repeatable on SCHEMA",
    "directive @tag(name: String!) repeatable on FIELD_DEFINITION",
]
WRONG = [
    ("directive @key(fields: FieldSet) on OBJECT", "has fields: FieldSet; it must be FieldSet!"),
    ("directive @key(fields: Other!) on OBJECT scalar Other", "has fields: Other!"),
    ("directive @key on OBJECT", "must have the argument fields: FieldSet!"),
    ("directive @key(fields: FieldSet!, a: Int) on OBJECT", "has no argument a"),
    ("directive @key(fields: FieldSet!, resolvable: Boolean = false) on OBJECT", "wrong default for resolvable"),
    ("directive @key(fields: FieldSet!) on OBJECT | SCALAR", "cannot be on SCALAR"),
    ("directive @external repeatable on OBJECT", "must not be repeatable"),
]  # fmt: skip


@pytest.mark.parametrize("definition", RIGHT)
def test_a_definition_may_be_narrower_than_the_specifications(definition: str):
    assert composed_as_written(f"{LINK}\n{REST}\n{definition}").errors == ()


@pytest.mark.parametrize(("definition", "message"), WRONG)
def test_any_other_difference_is_refused_where_it_stands(definition: str, message: str):
    errors = composed_as_written(f"{LINK}\n{REST}\n{definition}").errors
    error = next(each for each in errors if each.code.name == "DIRECTIVE_DEFINITION_INVALID")

    assert message in error.message
    assert error.locations[0].line == 5


def test_a_type_of_federation_is_a_scalar():
    errors = composed_as_written(f"{LINK} enum FieldSet {{ A }} type Query {{ x: Int }}").errors

    assert [error.code.name for error in errors] == ["TYPE_DEFINITION_INVALID"]


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        ("directive @link(url: String, why: Int, import: [link__Import]) repeatable on SCHEMA scalar link__Import", "DIRECTIVE_DEFINITION_INVALID"),
        ("enum link__Purpose { SECURITY }", "TYPE_DEFINITION_INVALID"),
        ("input link__Import { name: String }", "TYPE_DEFINITION_INVALID"),
    ],
)  # fmt: skip
def test_what_links_is_defined_as_it_is(definition: str, code: str):
    (error,) = composed_as_written(f"{LINK}\n{REST}\n{definition}").errors

    assert error.code.name == code
    assert error.locations[0].line == 5


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ('directive @tag(name: String!) on OBJECT extend type T { x: Int @tag(name: "a") }', "may not be used on field definition"),
        ("directive @shareable on OBJECT type S @shareable @shareable { x: Int }", "can only be used once"),
        ("directive @key(fields: Int!) on OBJECT", "Int cannot represent"),
    ],
)  # fmt: skip
def test_what_a_subgraph_defines_narrower_it_keeps_to(definition: str, message: str):
    errors = composed_as_written(f"{LINK}\n{REST}\n{definition}").errors

    assert {error.code.name for error in errors} == {"INVALID_GRAPHQL"}
    assert message in errors[0].message


def test_a_directive_of_federation_2_counts_in_federation_1_where_it_is_defined():
    sdl = "directive @inaccessible on FIELD_DEFINITION type Query { x: Int y: Int @inaccessible }"

    assert "y: Int @inaccessible" in (composed_as_written(sdl).supergraph_sdl or "")


@pytest.mark.parametrize("definition", ["on OBJECT", "(fields: String) on OBJECT"])
def test_the_wrong_definitions_of_libraries_of_federation_1_are_overlooked(definition: str):
    sdl = (
        f'directive @key {definition} type Query {{ t: T }} type T @key(fields: "id") {{ id: ID! }}'
    )

    assert composed_as_written(sdl).errors == ()
