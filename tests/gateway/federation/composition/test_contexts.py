"""@context and @fromContext: arguments that are filled from an object further up."""

import pytest

from gateway.federation.supergraph.api_schema import api_sdl
from tests.gateway.federation.composition.harness import (
    composed,
    elements,
    errors,
    hints,
    supergraph,
)

T = (
    'type Query { t: T } type T @key(fields: "id") @context(name: "c") { id: ID! p: String u: U n: N } '
    "type N @shareable { p: String } "
)


def u(field: str) -> str:
    return (
        f'type U @key(fields: "id") {{ id: ID! f(a: String @fromContext(field: "{field}")): Int }}'
    )


GOOD = u("$c { p }")


def test_the_argument_is_joined_to_its_field_and_hidden_from_clients():
    sdl = supergraph(T + GOOD)

    assert elements(sdl)["U.f"] == (
        'f: Int @join__field(graph: A, contextArguments: [{ context: "a__c", name: "a", type: "String", selection: " { p }" }])'
    )
    assert '@context(name: "a__c")' in elements(sdl)["T"]
    assert '@link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY)' in sdl
    assert "directive @context__fromContext(field: context__ContextFieldValue) on" in sdl
    assert "f: Int" in api_sdl(sdl)


@pytest.mark.parametrize(
    "field",
    ["$c { p }", "$c { n { p } }", "$c ... on T { p }", " , $ c { p }", "$c p"],
)
def test_what_may_be_selected(field: str):
    assert errors(T + u(field)) == []


@pytest.mark.parametrize("field", ["$c", "c { p }", "", "$ { p }"])
def test_no_context_in_selection(field: str):
    assert errors(T + u(field)) == ["NO_CONTEXT_IN_SELECTION"]


WRONG = {
    "$c {}": "it selects nothing",
    "$c { p id }": "it selects several fields",
    "$c { zz }": "there is no field T.zz",
    "$c { id }": "on T it gives ID, the argument is String",
    "$c { n }": "T.n is of type N; select fields of it",
    "$c { p @skip(if: false) }": "it applies a directive",
    "$c { q: p }": "it has an alias",
    "$c ... on T { p } ... on U { id }": "no object that sets the context is a U",
    "$c ... on T { p } p": "it mixes fragments and fields",
    "$c ... on T { p } ... on T { p }": "its fragments need different types",
    "$c ... on N { p }": "no fragment is on a type of T",
    "$c ...F": "it spreads a fragment",
    "$c { p ": "Syntax Error",
}


@pytest.mark.parametrize("field", WRONG)
def test_context_invalid_selection(field: str):
    found = composed(T + u(field)).errors

    assert {error.code.name for error in found} == {"CONTEXT_INVALID_SELECTION"}
    assert any(WRONG[field] in error.message for error in found)
    assert all(
        error.message.startswith("U.f(a:) in 'a' comes from a context, but") for error in found
    )


def test_what_is_selected_may_be_null_so_the_argument_must_allow_it():
    assert errors(T + GOOD.replace("a: String", "a: String!")) == ["CONTEXT_INVALID_SELECTION"]


def test_a_list_below_makes_a_list():
    listed = T.replace("n: N", "n: [N!]!") + u("$c { n { p } }")

    assert errors(listed) == ["CONTEXT_INVALID_SELECTION"]
    assert errors(listed.replace("a: String", "a: [String]")) == []


@pytest.mark.parametrize("name", ["c_d", "1", ""])
def test_context_name_invalid(name: str):
    found = errors(T.replace('"c"', f'"{name}"') + 'type U @key(fields: "id") { id: ID! }')

    assert found == ["CONTEXT_NAME_INVALID"]


NOT_SET = {
    "no type sets it": T + u("$d { p }"),
    "it has a default": T + GOOD.replace(": String @from", ': String = "x" @from'),
    "an interface has the field": T + "interface I { f: Int } " + GOOD.replace("type U", "type U implements I"),
    "it is on an interface": T + 'interface I { f(a: String @fromContext(field: "$c { p }")): Int } type U { id: ID! }',
}  # fmt: skip


@pytest.mark.parametrize("why", NOT_SET)
def test_context_not_set(why: str):
    assert errors(NOT_SET[why]) == ["CONTEXT_NOT_SET"]


def test_no_context_reaches_the_argument_of_a_directive():
    (error,) = composed(
        f'{T}{GOOD} directive @d(a: String @fromContext(field: "$c {{ x }}")) on FIELD'
    ).errors

    assert error.code.name == "CONTEXT_NOT_SET"
    assert error.message.startswith("@d(a:) in 'a' comes from a context")


@pytest.mark.parametrize("key", ["", '@key(fields: "id", resolvable: false)'])
def test_context_no_resolvable_key(key: str):
    assert errors(T + GOOD.replace('@key(fields: "id")', key)) == ["CONTEXT_NO_RESOLVABLE_KEY"]


SHARED = T + GOOD.replace("): Int", "): Int @shareable")


def test_contextual_argument_not_contextual_in_all_subgraphs():
    (error,) = composed(
        SHARED, 'type U @key(fields: "id") { id: ID! f(a: String!): Int @shareable }'
    ).errors

    assert error.code.name == "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS"
    assert error.message.startswith("U.f(a:) comes from a context elsewhere, but 'b' requires it")


def test_an_optional_argument_elsewhere_is_dropped_with_a_hint():
    sdl = 'type U @key(fields: "id") { id: ID! f(a: String): Int @shareable }'

    assert "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS" in [
        hint.code.name for hint in hints(SHARED, sdl)
    ]
    assert elements(supergraph(SHARED, sdl))["U.f"].startswith("f: Int ")


# Whether the context is there, is asked on every way to the field.


def test_a_field_is_not_answerable_where_no_object_above_sets_the_context():
    (error,) = composed(T.replace("t: T", "t: T u: U") + GOOD).errors

    assert error.code.name == "SATISFIABILITY_ERROR"
    assert "{\n  u {\n    f\n  }\n}" in error.message
    assert (
        "an argument of U.f comes from the context 'c', which is not set on this way"
        in error.message
    )


def test_the_way_may_lead_through_other_subgraphs():
    owner = T.replace(" u: U", "") + GOOD
    through = 'type T @key(fields: "id") { id: ID! u: U } type U @key(fields: "id") { id: ID! }'
    beside = 'type Query { w: W } type W { u: U } type U @key(fields: "id") { id: ID! }'

    assert errors(owner, through) == []
    assert errors(owner, through, beside) == ["SATISFIABILITY_ERROR"]


def test_what_is_selected_may_be_external_when_it_can_be_fetched():
    owner = T.replace("p: String u", "p: String @external u") + GOOD

    assert errors(owner, 'type T @key(fields: "id") { id: ID! p: String }') == []
    assert "SATISFIABILITY_ERROR" in errors(
        owner, 'type Query { v: T } type T @key(fields: "k") { k: ID! p: String }'
    )


@pytest.mark.parametrize(
    ("setter", "field"),
    [('union X @context(name: "c") = A | B', "$c ... on A { p } ... on B { p }"), ('interface X @context(name: "c") { p: String u: U }', "$c { p }")],
)  # fmt: skip
def test_an_abstract_type_sets_the_context_for_all_its_types(setter: str, field: str):
    implements = "implements X" if "interface" in setter else ""
    types = " ".join(
        f'type {name} {implements} @key(fields: "id") {{ id: ID! p: String u: U }}' for name in "AB"
    )

    assert errors(f"type Query {{ x: X }} {setter} {types} {u(field)}") == []


def test_what_is_selected_may_not_ask_for_more_access_than_the_field():
    for protected in (
        T.replace("p: String u", "p: String @authenticated u"),
        T.replace("type T", "type T @authenticated"),
    ):
        assert errors(protected + GOOD) == ["MISSING_TRANSITIVE_AUTH_REQUIREMENTS"]


def test_nothing_is_selected_from_an_interface_object():
    owner = T.replace("n: N", "n: M") + u("$c { n { p } }")
    found = errors(
        owner + ' type M @interfaceObject @key(fields: "id") { id: ID! p: String @shareable }',
        'interface M @key(fields: "id") { id: ID! } type X implements M @key(fields: "id") { id: ID! }',
    )

    assert found == ["CONTEXT_INVALID_SELECTION"]
