"""Every code with the smallest subgraphs that show it; the verdicts are those of Apollo's composer."""

import pytest

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.compose import compose
from gateway.federation.composition.diagnostic import Diagnostic
from gateway.federation.composition.subgraph import SubgraphDefinition
from tests.gateway.federation.composition.harness import composed, errors, subgraph

Q = "type Query { x: Int }"
T = 'type T @key(fields: "id") { id: ID! '
CASES = [
    ("INVALID_GRAPHQL", ["type Query {"]),
    ("INVALID_GRAPHQL", ["type Query { x: Unknown }"]),
    ("INVALID_GRAPHQL", ["type Query { x: Int @unknown }"]),
    ("INVALID_GRAPHQL", ["type Query { x: Int @tag(name: 1) }"]),
    ("INVALID_GRAPHQL", ["type Query { i: I } interface I { a: Int } type T implements I { b: Int }"]),
    ("INVALID_GRAPHQL", ["directive @key(fields: federation__FieldSet!) on OBJECT type Query { x: Int }"]),
    ("NO_QUERIES", ["type T { x: Int }"]),
    ("NO_QUERIES", ["type Query"]),
    ("ROOT_QUERY_USED", ["extend schema { query: Q } type Q { x: Int } type Query { y: Int }"]),
    ("ROOT_MUTATION_USED", [f"{Q} extend schema {{ query: Query mutation: M }} type M {{ x: Int }} type Mutation {{ y: Int }}"]),
    ("ROOT_SUBSCRIPTION_USED", [f"{Q} extend schema {{ query: Query subscription: S }} type S {{ x: Int }} type Subscription {{ y: Int }}"]),
    ("KEY_INVALID_FIELDS", [f'{Q} type T @key(fields: "nope") {{ id: ID! }}']),
    ("KEY_INVALID_FIELDS", [f'{Q} type T @key(fields: "id {{") {{ id: ID! }}']),
    ("KEY_INVALID_FIELDS", [f'{Q} type T @key(fields: "") {{ id: ID! }}']),
    ("KEY_INVALID_FIELDS", [f'{Q} type T @key(fields: "o") {{ o: O }} type O {{ id: ID! }}']),
    ("KEY_INVALID_FIELDS", [f'{Q} type T @key(fields: "id {{ a }}") {{ id: ID! }}']),
    ("KEY_INVALID_FIELDS", [f'{Q} type T @key(fields: "a: id") {{ id: ID! }}']),
    ("KEY_INVALID_FIELDS_TYPE", [f"{Q} type T @key(fields: 3) {{ id: ID! }}"]),
    ("KEY_FIELDS_HAS_ARGS", [f'{Q} type T @key(fields: "id") {{ id(a: Int): ID! }}']),
    ("KEY_FIELDS_SELECT_INVALID_TYPE", [f'{Q} type T @key(fields: "i {{ a }}") {{ i: I }} interface I {{ a: Int }}']),
    ("KEY_DIRECTIVE_IN_FIELDS_ARG", [f'{Q} type T @key(fields: "id @include(if: true)") {{ id: ID! }}']),
    ("REQUIRES_INVALID_FIELDS", [f'{Q} {T} x: Int @requires(fields: "no") }}']),
    ("REQUIRES_INVALID_FIELDS", [f'{Q} {T} x: Int @requires(fields: "y(b: 1)") y(a: Int): Int @external }}', f"{T} y(a: Int): Int }}"]),
    ("REQUIRES_INVALID_FIELDS_TYPE", [f"{Q} {T} x: Int @requires(fields: 1) }}"]),
    ("REQUIRES_FIELDS_MISSING_EXTERNAL", [f'{Q} {T} x: Int @requires(fields: "y") y: Int }}']),
    ("REQUIRES_DIRECTIVE_IN_FIELDS_ARG", [f'{Q} {T} x: Int @requires(fields: "y @skip(if: false)") y: Int @external }}', f"{T} y: Int }}"]),
    ("REQUIRES_UNSUPPORTED_ON_INTERFACE", [f'{Q} interface I {{ id: ID! a: Int @requires(fields: "b") b: Int @external }}']),
    ("PROVIDES_INVALID_FIELDS", [f'type Query {{ t: T @provides(fields: "no") }} {T} }}']),
    ("PROVIDES_INVALID_FIELDS_TYPE", [f"type Query {{ t: T @provides(fields: 1) }} {T} }}"]),
    ("PROVIDES_FIELDS_HAS_ARGS", [f'type Query {{ t: T @provides(fields: "a") }} {T} a(b: Int): Int @external }}', f"{T} a(b: Int): Int }}"]),
    ("PROVIDES_FIELDS_MISSING_EXTERNAL", [f'type Query {{ t: T @provides(fields: "a") }} {T} a: Int }}']),
    ("PROVIDES_DIRECTIVE_IN_FIELDS_ARG", [f'type Query {{ t: T @provides(fields: "a @skip(if: false)") }} {T} a: Int @external }}', f"{T} a: Int }}"]),
    ("REQUIRES_FIELDS_MISSING_EXTERNAL", [f'{Q} {T} x: Int @requires(fields: "__typename y") y: Int @external }}', f"{T} y: Int }}"]),
    ("KEY_FIELDS_SELECT_INVALID_TYPE", [f'{Q} type T @key(fields: "i") {{ i: I }} interface I {{ a: Int }}']),
    ("MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL", [f'{Q} {T} a: Int @external @deprecated b: Int @requires(fields: "a") }}', f"{T} a: Int }}"]),
    ("REFERENCED_INACCESSIBLE", ["type Query { x: Int } directive @d(e: E) on FIELD enum E @inaccessible { A }"]),
    ("REQUIRED_INACCESSIBLE", ["type Query { x: Int } directive @d(e: Int! @inaccessible) on FIELD"]),
    ("DEFAULT_VALUE_USES_INACCESSIBLE", ["type Query { x: Int } directive @d(e: E = A) on FIELD enum E { A @inaccessible B }"]),
    ("EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE", ['type Query @external { x: Int @provides(fields: "a") }']),
    ("PROVIDES_ON_NON_OBJECT_FIELD", ['type Query { x: Int @provides(fields: "a") }']),
    ("PROVIDES_UNSUPPORTED_ON_INTERFACE", [f'{Q} interface I {{ t: T @provides(fields: "a") }} {T} a: Int @external }}', f"{T} a: Int }}"]),
    ("EXTERNAL_UNUSED", [f"{Q} {T} a: Int @external }}", f"{T} a: Int }}"]),
    ("EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE", [f'{Q} {T} o: O @external @provides(fields: "a") x: Int @requires(fields: "o {{ a }}") }} type O {{ a: Int @external }}', f"{T} o: O }} type O {{ a: Int }}"]),
    ("INVALID_SHAREABLE_USAGE", [f"{Q} interface I {{ a: Int @shareable }}"]),
    ("INVALID_SHAREABLE_USAGE", ["type Query { x: Int @shareable @shareable }"]),
    ("INVALID_SHAREABLE_USAGE", [f"{Q} type T @shareable @shareable {{ x: Int }}"]),
    ("INTERFACE_KEY_NOT_ON_IMPLEMENTATION", [f'{Q} interface I @key(fields: "id") {{ id: ID! }} type T implements I {{ id: ID! }}']),
    ("TYPE_KIND_MISMATCH", [f"{Q} type T {{ x: Int }}", "enum T { X }"]),
    ("EXTENSION_WITH_NO_BASE", [f"{Q} extend type T {{ x: Int }}"]),
    ("FIELD_TYPE_MISMATCH", [f"{Q} type T @shareable {{ x: Int }}", "type T @shareable { x: String }"]),
    ("FIELD_TYPE_MISMATCH", [f"{Q} type T @shareable {{ x: [Int!] }}", "type T @shareable { x: [Int]! }"]),
    ("FIELD_ARGUMENT_TYPE_MISMATCH", [f"{Q} type T @shareable {{ x(a: Int): Int }}", "type T @shareable { x(a: ID): Int }"]),
    ("FIELD_ARGUMENT_DEFAULT_MISMATCH", [f"{Q} type T @shareable {{ x(a: Int = 1): Int }}", "type T @shareable { x(a: Int = 2): Int }"]),
    ("REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH", [f"{Q} type T @shareable {{ x(a: Int!): Int }}", "type T @shareable { x: Int }"]),
    ("INVALID_FIELD_SHARING", [Q, Q]),
    ("INVALID_FIELD_SHARING", ["type Query { x: Int @shareable }", Q]),
    ("INVALID_FIELD_SHARING", [f"{Q} type Subscription {{ x: Int @shareable }}"]),
    ("EXTERNAL_MISSING_ON_BASE", [f'{Q} {T} a: Int @external b: Int @requires(fields: "a") }}']),
    ("EXTERNAL_TYPE_MISMATCH", [f'{Q} {T} a: Int @external b: Int @requires(fields: "a") }}', f"{T} a: String }}"]),
    ("EXTERNAL_ARGUMENT_MISSING", [f'{Q} {T} a: Int @external b: Int @requires(fields: "a") }}', f"{T} a(c: Int): Int }}"]),
    ("EXTERNAL_ARGUMENT_TYPE_MISMATCH", [f'{Q} {T} a(c: ID): Int @external b: Int @requires(fields: "a") }}', f"{T} a(c: Int): Int }}"]),
    ("EXTERNAL_ARGUMENT_DEFAULT_MISMATCH", [f'{Q} {T} a(c: Int = 1): Int @external b: Int @requires(fields: "a") }}', f"{T} a(c: Int = 2): Int }}"]),
    ("MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL", [f'{Q} {T} a: Int @external @inaccessible b: Int @requires(fields: "a") }}', f"{T} a: Int }}"]),
    ("OVERRIDE_FROM_SELF_ERROR", ['type Query { x: Int @override(from: "a") }']),
    ("OVERRIDE_SOURCE_HAS_OVERRIDE", ['type Query { x: Int @override(from: "b") }', 'type Query { x: Int @override(from: "c") }', Q]),
    ("OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", [f'{Q} {T} a: Int @override(from: "b") }}', f'{T} a: Int @requires(fields: "c") c: Int @external }}', f"{T} c: Int }}"]),
    ("OVERRIDE_ON_INTERFACE", [f'{Q} interface I {{ a: Int @override(from: "b") }}', "interface I { a: Int }"]),
    ("INTERFACE_FIELD_NO_IMPLEM", ["type Query { i: I } interface I { a: Int } type T implements I { a: Int }", "type Query { j: I } interface I { b: Int } type S implements I { b: Int a: Int }"]),
    ("INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE", [f'{Q} interface I @key(fields: "id") {{ id: ID! }} type T implements I @key(fields: "id") {{ id: ID! }}', 'interface I { id: ID! } type S implements I @key(fields: "id") { id: ID! }']),
    ("REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH", ["type Query { e(e: I): Int } input I { a: Int b: Int! }", "input I { a: Int }"]),
    ("INPUT_FIELD_DEFAULT_MISMATCH", ["type Query { e(e: I): Int } input I { a: Int = 1 }", "input I { a: Int = 2 }"]),
    ("EMPTY_MERGED_INPUT_TYPE", ["type Query { e(e: I): Int } input I { a: Int }", "input I { b: Int }"]),
    ("ENUM_VALUE_MISMATCH", ["type Query { e(e: E): E } enum E { A }", "enum E { A B }"]),
    ("EMPTY_MERGED_ENUM_TYPE", ["type Query { e(e: E): Int } enum E { A }", "enum E { B }"]),
    ("REFERENCED_INACCESSIBLE", ["type Query { t: T x: Int } type T @inaccessible { a: Int }"]),
    ("ONLY_INACCESSIBLE_CHILDREN", [f"{Q} type T {{ a: Int @inaccessible }}"]),
    ("ONLY_INACCESSIBLE_CHILDREN", ["type Query { u: U } union U = T type T @inaccessible { a: Int }"]),
    ("QUERY_ROOT_TYPE_INACCESSIBLE", ["type Query @inaccessible { x: Int }"]),
    ("IMPLEMENTED_BY_INACCESSIBLE", ["type Query { i: I } interface I { a: Int b: Int } type T implements I { a: Int @inaccessible b: Int }"]),
    ("IMPLEMENTED_BY_INACCESSIBLE", ["type Query { i: I } interface I { a(c: Int): Int } type T implements I { a(c: Int @inaccessible): Int }"]),
    ("REQUIRED_INACCESSIBLE", ["type Query { x(a: Int! @inaccessible): Int }"]),
    ("REQUIRED_INACCESSIBLE", ["type Query { x(a: I): Int } input I { a: Int! @inaccessible b: Int }"]),
    ("DEFAULT_VALUE_USES_INACCESSIBLE", ["type Query { x(a: E = B): Int } enum E { A B @inaccessible }"]),
    ("DEFAULT_VALUE_USES_INACCESSIBLE", ["type Query { x(a: [I] = [{ b: 1 }]): Int } input I { a: Int b: Int @inaccessible }"]),
]  # fmt: skip
# An override that cannot be leaves two owners; a requirement on an interface needs an external field.
BESIDES = {
    "OVERRIDE_SOURCE_HAS_OVERRIDE": {"INVALID_FIELD_SHARING"},
    "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE": {"INVALID_FIELD_SHARING"},
    "REQUIRES_UNSUPPORTED_ON_INTERFACE": {"EXTERNAL_ON_INTERFACE"},
}
ELSEWHERE = {
    "CONTEXT_NAME_INVALID": "test_contexts",
    "CONTEXT_NOT_SET": "test_contexts",
    "CONTEXT_INVALID_SELECTION": "test_contexts",
    "CONTEXT_NO_RESOLVABLE_KEY": "test_contexts",
    "NO_CONTEXT_IN_SELECTION": "test_contexts",
    "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS": "test_contexts",
    "LINK_IMPORT_NAME_MISMATCH": "merge/test_names",
    "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE": "merge/test_access",
    "MISSING_TRANSITIVE_AUTH_REQUIREMENTS": "merge/test_access",
    "COST_APPLIED_TO_INTERFACE_FIELD": "merge/test_costs",
    "LIST_SIZE_APPLIED_TO_NON_LIST": "merge/test_costs",
    "LIST_SIZE_INVALID_ASSUMED_SIZE": "merge/test_costs",
    "LIST_SIZE_INVALID_SLICING_ARGUMENT": "merge/test_costs",
    "LIST_SIZE_INVALID_SIZED_FIELD": "merge/test_costs",
    "INVALID_LINK_IDENTIFIER": "test_dialects",
    "UNKNOWN_LINK_VERSION": "test_dialects",
    "DIRECTIVE_DEFINITION_INVALID": "read/test_definitions",
    "TYPE_DEFINITION_INVALID": "read/test_definitions",
    "INTERFACE_OBJECT_USAGE_ERROR": "merge/test_interface_objects",
    "OVERRIDE_LABEL_INVALID": "merge/test_overrides",
    "INVALID_SUBGRAPH_NAME": "below",
    "UNSUPPORTED_FEATURE": "test_refusals",
    "UNSUPPORTED_LINKED_FEATURE": "test_refusals",
    "UNKNOWN_FEDERATION_LINK_VERSION": "test_dialects",
    "INVALID_LINK_DIRECTIVE_USAGE": "test_dialects",
    "KEY_UNSUPPORTED_ON_INTERFACE": "below",
    "EXTERNAL_ON_INTERFACE": "below",
    "TYPE_WITH_ONLY_UNUSED_EXTERNAL": "upgrade/test_unused_externals_are_removed",
    "SATISFIABILITY_ERROR": "satisfiability",
    "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES": "satisfiability",
    "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED": "satisfiability",
}


@pytest.mark.parametrize(("code", "sdls"), CASES)
def test_each_error_is_found_and_says_where(code: str, sdls: list[str]):
    found = composed(*sdls).errors

    assert {error.code.name for error in found} - BESIDES.get(code, set()) == {code}
    for error in found:
        assert_is_helpful(error)


def assert_is_helpful(error: Diagnostic) -> None:
    assert error.locations or error.code is Code.NO_QUERIES
    assert all(place.line > 0 for place in error.locations if place.line != 0)
    # What is wrong, and what to do: the advice follows a semicolon or a colon.
    assert ";" in error.message or ":" in error.message
    assert str(error).startswith(f"{error.code.name}: ")
    assert error.as_json()["code"] == error.code.name


def test_every_code_of_the_catalogue_has_its_test():
    assert {code for code, _ in CASES} | set(ELSEWHERE) == {code.name for code in Code}


def test_every_code_has_a_meaning():
    assert all(code.meaning.endswith(".") for code in Code)


def test_all_errors_of_a_stage_are_reported_at_once():
    found = composed(
        "type Query { x: Int y: Int } type T { z: Int }",
        "type Query { x: Int y: Int } enum T { Z }",
    ).errors

    assert sorted(error.code.name for error in found) == [
        "INVALID_FIELD_SHARING",
        "INVALID_FIELD_SHARING",
        "TYPE_KIND_MISMATCH",
    ]


def test_an_error_names_subgraph_coordinate_line_and_remedy():
    (error,) = composed("type Query {\n  x: Int\n}", "type Query { x: Int @shareable }").errors

    assert str(error) == (
        "INVALID_FIELD_SHARING: Query.x is resolved by 'a', 'b', but is not @shareable in 'a'; "
        "mark it there, or resolve it in one subgraph only (a:3, b:2)"
    )
    assert error.as_json() == {
        "level": "ERROR",
        "code": "INVALID_FIELD_SHARING",
        "message": error.message,
        "locations": [{"subgraph": "a", "line": 3}, {"subgraph": "b", "line": 2}],
    }


@pytest.mark.parametrize("name", ["", " ", "_"])
def test_a_subgraph_needs_a_name(name: str):
    result = compose([SubgraphDefinition(name, "", subgraph("a", Q).sdl)])

    assert [error.code.name for error in result.errors] == ["INVALID_SUBGRAPH_NAME"]


def test_names_of_subgraphs_are_unique():
    result = compose([subgraph("a", Q), subgraph("a", "type Query { y: Int }")])

    assert "INVALID_SUBGRAPH_NAME" in {error.code.name for error in result.errors}


def test_nothing_composes_to_nothing():
    assert {error.code.name for error in compose([]).errors} == {"NO_QUERIES"}


def test_a_key_on_an_interface_needs_federation_2_3():
    sdl = f'{Q} interface I @key(fields: "id") {{ id: ID! }}'

    early = compose([subgraph("a", sdl, version="2.2")]).errors
    late = compose([subgraph("a", sdl, version="2.3")]).errors

    assert [error.code.name for error in early] == ["KEY_UNSUPPORTED_ON_INTERFACE"]
    assert late == ()


def test_a_field_of_an_interface_is_never_external():
    codes = errors(f"{Q} interface I {{ a: Int @external }}")

    assert "EXTERNAL_ON_INTERFACE" in codes


def test_an_unknown_directive_of_federation_is_advised_to_be_imported():
    sdl = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3") type Query { x: Int @shareable }'
    (error,) = compose([SubgraphDefinition("a", "", sdl)]).errors

    assert error.code is Code.INVALID_GRAPHQL
    assert (
        'add "@shareable" to the imports of its @link, or write @federation__shareable'
        in error.message
    )
