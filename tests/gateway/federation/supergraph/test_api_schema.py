import pytest
from graphql import build_schema, parse, validate

from gateway.federation.errors import SupergraphError
from gateway.federation.supergraph.api_schema import api_schema, api_sdl

HEAD = """
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
  @link(url: "https://specs.apollo.dev/tag/v0.3") { query: Query }
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @join__type(graph: join__Graph!) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @inaccessible on OBJECT | FIELD_DEFINITION
directive @tag(name: String!) repeatable on OBJECT | FIELD_DEFINITION
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph { A @join__graph(name: "a", url: "http://a") }
"""


def shown(text: str) -> str:
    return api_sdl(HEAD + text)


def test_machinery_is_not_shown():
    assert shown('type Query @join__type(graph: A) { a: Int @tag(name: "x") }') == (
        "type Query {\n  a: Int\n}\n"
    )


def test_an_inaccessible_field_argument_input_field_and_enum_value_are_hidden():
    text = shown("""
      type Query { a(x: Int, y: Int @inaccessible, i: I): E b: Int @inaccessible }
      input I { a: Int b: Int @inaccessible }
      enum E { A B @inaccessible }
    """)

    assert text == (
        "type Query {\n  a(x: Int, i: I): E\n}\n\ninput I {\n  a: Int\n}\n\nenum E {\n  A\n}\n"
    )


def test_an_inaccessible_type_leaves_unions_and_implementations():
    text = shown("""
      type Query { u: U }
      union U = A | B
      interface I @inaccessible { a: Int }
      type A implements I { a: Int }
      type B @inaccessible { b: Int }
    """)

    assert "union U = A\n" in text
    assert "type A {" in text
    assert "type B" not in text


def test_an_inaccessible_root_type_is_no_root():
    text = shown("type Query { a: Int } type Mutation @inaccessible { b: Int }")

    assert "Mutation" not in text


def test_descriptions_defaults_and_deprecations_are_kept():
    text = shown("""
      "The entry" type Query { "A field" a("how many" first: Int = 10): Int @deprecated(reason: "old") }
      scalar S @specifiedBy(url: "https://example.com")
      input One @oneOf { a: Int b: S }
    """)

    for expected in (
        '"""The entry"""',
        '"""A field"""',
        "first: Int = 10",
        '@deprecated(reason: "old")',
        '@specifiedBy(url: "https://example.com")',
        "input One @oneOf",
    ):
        assert expected in text


def test_only_executable_directives_are_defined_for_clients():
    text = shown("""
      directive @both(a: Int) on FIELD | OBJECT
      directive @internal on OBJECT
      type Query @both { a: Int }
    """)

    assert "directive @both(a: Int) on FIELD\n" in text
    assert "@internal" not in text


def test_a_renamed_inaccessible_hides_all_the_same():
    text = api_sdl("""
      schema @link(url: "https://specs.apollo.dev/link/v1.0")
        @link(url: "https://specs.apollo.dev/inaccessible/v0.2", as: "secret") { query: Query }
      type Query { a: Int b: Int @secret }
    """)

    assert text == "type Query {\n  a: Int\n}\n"


def test_the_schema_validates_operations_as_the_client_sees_it():
    schema = api_schema(HEAD + "type Query { a: Int b: Int @inaccessible }")

    assert validate(schema, parse("{ a }")) == []
    assert validate(schema, parse("{ b }"))[0].message.startswith("Cannot query field 'b'")


def test_the_text_is_a_schema_by_itself():
    text = shown('type Query { a: T } type T @tag(name: "x") { b: [Int!]! }')

    assert build_schema(text).get_type("T") is not None


def test_nothing_left_to_query_is_an_error():
    with pytest.raises(SupergraphError, match="no valid schema remains"):
        shown("type Query { a: Int @inaccessible }")


def test_text_that_is_no_graphql_is_an_error():
    with pytest.raises(SupergraphError, match="cannot be read"):
        api_schema("type {")
