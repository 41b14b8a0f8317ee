"""@authenticated, @requiresScopes and @policy in the supergraph."""

import pytest

from gateway.federation.supergraph.api_schema import api_sdl
from tests.gateway.federation.composition.harness import (
    composed,
    elements,
    errors,
    hints,
    supergraph,
)

Q = "type Query { x: Int }"
HEAD = (
    '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)',
    '@link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)',
    '@link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)',
)


def test_each_is_linked_for_security_with_its_definition():
    sdl = supergraph(
        'type Query { a: Int @authenticated b: Int @requiresScopes(scopes: [["s"]]) c: Int @policy(policies: [["p"]]) }'
    )

    assert all(link in sdl for link in HEAD)
    assert "directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on" in sdl
    assert "scalar policy__Policy" in sdl
    assert "requiresScopes" not in api_sdl(sdl)


def test_only_what_is_used_is_linked():
    sdl = supergraph("type Query { a: Int @authenticated }")

    assert [link in sdl for link in HEAD] == [True, False, False]


def test_what_any_subgraph_asks_for_must_be_met():
    """(r1 or r2) in one and r3 in the other is (r1 and r3) or (r2 and r3)."""
    sdls = (
        f'{Q} type T @shareable {{ a: Int @requiresScopes(scopes: [["r1"], ["r2"]]) }}',
        'type T @shareable { a: Int @requiresScopes(scopes: [["r3"]]) @authenticated }',
    )

    assert elements(supergraph(*sdls))["T.a"] == (
        'a: Int @authenticated @requiresScopes(scopes: [["r1", "r3"], ["r2", "r3"]])'
    )
    assert [hint.code.name for hint in hints(*sdls)] == [
        "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS"
    ]


def test_an_interface_asks_for_what_its_types_ask_for():
    found = elements(
        supergraph(
            "type Query { i: I } interface I { a: Int } "
            'type A implements I @policy(policies: [["p"]]) { a: Int @authenticated } '
            'type B implements I @policy(policies: [["q"]]) { a: Int }'
        )
    )

    assert '@policy(policies: [["p", "q"]])' in found["I"]
    assert found["I.a"] == "a: Int @authenticated"
    assert found["B.a"] == "a: Int"


def test_a_field_of_an_interface_object_protects_it_in_every_type():
    found = elements(
        supergraph(
            'type Query { i: I } interface J { id: ID! } interface I @key(fields: "id") { id: ID! } type A implements I & J @key(fields: "id") { id: ID! }',
            'type I @key(fields: "id") @interfaceObject { id: ID! b: Int @authenticated }',
            "interface J { b: Int }",
        )
    )

    assert found["A.b"] == "b: Int @join__field @authenticated"
    assert "@authenticated" in found["I.b"]
    assert "@authenticated" in found["J.b"]


@pytest.mark.parametrize(
    "sdl",
    [
        f"{Q} interface I @authenticated {{ a: Int }}",
        f'{Q} interface I {{ a: Int @policy(policies: [["p"]]) }}',
    ],
)
def test_auth_requirements_applied_on_interface(sdl: str):
    (error,) = composed(sdl).errors

    assert error.code.name == "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE"
    assert error.message.startswith("I")
    assert error.locations[0].line == 2


def test_nor_on_an_interface_object():
    found = errors(
        'type Query { i: I } interface I @key(fields: "id") { id: ID! }',
        'type I @key(fields: "id") @interfaceObject @authenticated { id: ID! }',
    )

    assert found == ["AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE"]


OWNER = {
    "the field": 'type T @key(fields: "id") { id: ID! s: S ASK } type S @shareable { v: Int }',
    "the type that it returns": 'type T @key(fields: "id") { id: ID! s: S } type S @shareable ASK { v: Int }',
    "a field below": 'type T @key(fields: "id") { id: ID! s: S } type S @shareable { v: Int ASK }',
}
DERIVED = 'type T @key(fields: "id") { id: ID! s: S @external d: Int ASK @requires(fields: "s { v }") } type S @shareable { v: Int }'


def derived(owner: str, asked: str, own: str) -> list[str]:
    return errors(
        "type Query { t: T } " + OWNER[owner].replace("ASK", asked), DERIVED.replace("ASK", own)
    )


@pytest.mark.parametrize("owner", OWNER)
@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("@authenticated", ""),
        ('@requiresScopes(scopes: [["a", "b"]])', '@requiresScopes(scopes: [["a"]])'),
        ('@policy(policies: [["a"]])', '@policy(policies: [["a"], ["b"]])'),
    ],
)
def test_missing_transitive_auth_requirements(owner: str, asked: str, own: str):
    assert derived(owner, asked, own) == ["MISSING_TRANSITIVE_AUTH_REQUIREMENTS"]


@pytest.mark.parametrize("owner", OWNER)
@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("@authenticated", "@authenticated"),
        ('@requiresScopes(scopes: [["a"], ["b"]])', '@requiresScopes(scopes: [["a", "c"]])'),
        ("@policy(policies: [])", ""),
    ],
)
def test_a_field_that_asks_for_as_much_is_fine(owner: str, asked: str, own: str):
    assert derived(owner, asked, own) == []


def test_a_type_that_is_narrowed_to_counts():
    owner = 'type Query { t: T } type T @key(fields: "id") { id: ID! n: N } interface N { v: Int } type A implements N @shareable @authenticated { v: Int }'
    deriving = 'type T @key(fields: "id") { id: ID! n: N @external d: Int @requires(fields: "n { ... on A { v } }") } interface N { v: Int } type A implements N @shareable { v: Int }'
    (error,) = composed(owner, deriving).errors

    assert error.code.name == "MISSING_TRANSITIVE_AUTH_REQUIREMENTS"
    assert error.message.startswith("T.d is made of ")
