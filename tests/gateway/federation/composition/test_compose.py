"""Each code and each refused directive: the smallest subgraphs that show it."""

import pytest
from graphql import build_schema, parse

from gateway.federation.composition.compose import CompositionResult, compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.planner import Planner
from gateway.federation.spec.directives import DIRECTIVES
from gateway.federation.supergraph.reader import read_supergraph

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [{imports}])\n'
)


def subgraph(name: str, sdl: str) -> SubgraphDefinition:
    imports = ", ".join(f'"@{directive}"' for directive in DIRECTIVES)
    return SubgraphDefinition(name, f"http://{name}", LINK.replace("{imports}", imports) + sdl)


def composed(a: str, b: str = "") -> CompositionResult:
    return compose([subgraph("a", a), *([subgraph("b", b)] if b else [])])


def codes(a: str, b: str = "") -> list[str]:
    return [error.code.name for error in composed(a, b).errors]


def supergraph(a: str, b: str = "") -> str:
    result = composed(a, b)
    assert result.errors == ()
    assert result.supergraph_sdl is not None
    build_schema(result.supergraph_sdl, assume_valid_sdl=True)
    return result.supergraph_sdl


REFUSED = {
    "override": 'type Query { x: Int @override(from: "b") }',
    "composeDirective": 'extend schema @composeDirective(name: "@x") type Query { x: Int }',
    "interfaceObject": 'type Query { x: I } type I @key(fields: "id") @interfaceObject { id: ID! }',
    "authenticated": "type Query { x: Int @authenticated }",
    "requiresScopes": 'type Query { x: Int @requiresScopes(scopes: [["a"]]) }',
    "policy": 'type Query { x: Int @policy(policies: [["a"]]) }',
    "context": 'type Query @context(name: "c") { x: Int }',
    "fromContext": 'type Query { x(a: Int @fromContext(field: "$c { a }")): Int }',
    "cost": "type Query { x: Int @cost(weight: 3) }",
    "listSize": "type Query { x: [Int] @listSize(assumedSize: 3) }",
    "cacheTag": 'type Query { x: Int @cacheTag(format: "x") }',
}


def test_every_directive_that_is_not_supported_has_its_refusal_here():
    assert set(REFUSED) == {name for name, row in DIRECTIVES.items() if not row.is_supported}


@pytest.mark.parametrize("directive", REFUSED)
def test_an_unsupported_directive_is_refused_by_name_subgraph_and_coordinate(directive: str):
    (error,) = composed(REFUSED[directive]).errors
    assert error.code.name == "UNSUPPORTED_FEATURE"
    coordinate = (
        "schema"
        if directive == "composeDirective"
        else ("I" if "I @key" in REFUSED[directive] else "Query")
    )
    assert f"@{directive} on {coordinate}" in error.message
    assert "'a'" in error.message
    assert error.locations[0].subgraph == "a"


def test_a_renamed_or_namespaced_directive_is_recognised():
    sdl = (
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", as: "fed",'
        ' import: [{name: "@key", as: "@entity"}])'
        ' type Query { t: T } type T @entity(fields: "id") { id: ID! x: Int @fed__cost(weight: 1) }'
    )
    (error,) = compose([SubgraphDefinition("a", "", sdl)]).errors
    assert "@cost on T.x" in error.message
    fine = sdl.replace("@fed__cost(weight: 1)", "@fed__shareable")
    result = compose([SubgraphDefinition("a", "", fine)])
    assert '@join__type(graph: A, key: "id")' in (result.supergraph_sdl or "")


def test_federation_1_and_unknown_versions_are_refused():
    assert compose([SubgraphDefinition("a", "", "type Query { x: Int }")]).errors
    sdl = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.99") type Query { x: Int }'
    (error,) = compose([SubgraphDefinition("a", "", sdl)]).errors
    assert error.code.name == "UNKNOWN_LINK_VERSION"


ENTITY = 'type T @key(fields: "id") { id: ID! '
CASES = [
    ("INVALID_GRAPHQL", "type Query {", ""),
    ("NO_QUERIES", "type T { x: Int }", ""),
    ("TYPE_KIND_MISMATCH", "type Query { t: T } type T { x: Int }", "enum T { X }"),
    ("FIELD_TYPE_MISMATCH", "type Query { t: T } type T { x: Int @shareable }", "type T { x: String @shareable }"),
    ("INVALID_FIELD_SHARING", "type Query { t: T } type T { x: Int }", "type T { x: Int }"),
    ("INVALID_FIELD_SHARING", "type Query { t: Int }", "type Query { t: Int }"),
    ("EXTERNAL_MISSING_ON_BASE", "type Query { t: T } type T { y: Int x: Int @external }", ""),
    ("KEY_INVALID_FIELDS", 'type Query { t: T } type T @key(fields: "nope") { id: ID! }', ""),
    ("KEY_INVALID_FIELDS", 'type Query { t: T } type T @key(fields: "id {") { id: ID! }', ""),
    ("KEY_INVALID_FIELDS", 'type Query { t: T } type T @key(fields: "t") { t: T }', ""),
    ("REQUIRES_INVALID_FIELDS", f'type Query {{ t: T }} {ENTITY} x: Int @requires(fields: "no") }}', ""),
    ("PROVIDES_INVALID_FIELDS", f'type Query {{ t: T @provides(fields: "no") }} {ENTITY} }}', ""),
    ("ENUM_VALUE_MISMATCH", "type Query { e(e: E): E } enum E { A }", "enum E { A B }"),
    ("EMPTY_MERGED_ENUM_TYPE", "type Query { e(e: E): Int } enum E { A }", "enum E { B }"),
    ("EMPTY_MERGED_INPUT_TYPE", "type Query { e(e: I): Int } input I { a: Int }", "input I { b: Int }"),
    ("REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH", "type Query { e(e: I): Int } input I { a: Int b: Int! }", "input I { a: Int }"),
    ("REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH", "type Query { t: T } type T { x(a: Int!): Int @shareable }", "type T { x: Int @shareable }"),
    ("FIELD_ARGUMENT_TYPE_MISMATCH", "type Query { t: T } type T { x(a: Int): Int @shareable }", "type T { x(a: ID): Int @shareable }"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "a", "b"), CASES)
def test_each_error_is_found_and_names_its_subgraph(code: str, a: str, b: str):
    errors = composed(a, b).errors
    assert [error.code.name for error in errors] == [code]
    assert all(error.locations for error in errors) or code == "NO_QUERIES"
    assert code in str(errors[0])
    assert errors[0].as_json()["code"] == code


def test_all_errors_of_a_run_are_reported_at_once():
    a = "type Query { x: Int y: Int } type T { z: Int }"
    b = "type Query { x: Int y: Int } enum T { Z }"
    assert sorted(codes(a, b)) == [
        "INVALID_FIELD_SHARING",
        "INVALID_FIELD_SHARING",
        "TYPE_KIND_MISMATCH",
    ]


def test_output_types_become_nullable_and_inputs_required_where_any_subgraph_says_so():
    sdl = supergraph(
        "type Query { t: T } type T { x(a: Int): Int! @shareable }",
        "type T { x(a: Int!): Int @shareable }",
    )
    assert 'x(a: Int!): Int @join__field(graph: A, type: "Int!") @join__field(graph: B)' in sdl


def test_an_enum_of_outputs_is_the_union_and_of_inputs_the_intersection():
    outputs = supergraph("type Query { e: E } enum E { A }", "enum E { B }")
    assert "A @join__enumValue(graph: A)" in outputs
    assert "B @join__enumValue(graph: B)" in outputs
    inputs = supergraph("type Query { e(e: E): Int } enum E { A C }", "enum E { B C }")
    assert "C @join__enumValue(graph: A) @join__enumValue(graph: B)" in inputs
    assert "  A" not in inputs.partition("enum E")[2].partition("}")[0]


def test_a_composed_supergraph_is_read_and_planned_by_our_own_engine():
    a = f"type Query {{ t: T }} {ENTITY} price: Int weight: Int }}"
    b = f'{ENTITY} price: Int @external weight: Int @external cost: Int @requires(fields: "price weight") }}'
    planner = Planner.of(read_supergraph(supergraph(a, b)))
    first, second = planner.plan(operation_from_ast(parse("{ t { cost } }"))).fetches
    assert first.operation_text == "query { t { id price weight } }"
    assert second.subgraph == "b"


def test_tags_inaccessible_elements_descriptions_and_deprecations_survive():
    sdl = supergraph(
        'type Query { "says hello" x: Int @tag(name: "partner") @deprecated(reason: "use y") y: Int @inaccessible }'
    )
    assert '"says hello"\n  x: Int @tag(name: "partner") @deprecated(reason: "use y")' in sdl
    assert "y: Int @inaccessible" in sdl
    assert "specs.apollo.dev/tag/v0.3" in sdl
    assert "specs.apollo.dev/inaccessible/v0.2" in sdl
