"""SATISFIABILITY_ERROR: an operation that no combination of subgraphs can answer."""

import pytest

from tests.gateway.federation.composition.harness import composed, errors

T = 'type T @key(fields: "id") { id: ID! '

ANSWERABLE = {
    "a key leads to the field": ["type Query { t: T } " + T + "}", T + "b: Int }"],
    "a chain of keys leads to the field": [
        "type Query { t: T } " + T + "}",
        'type T @key(fields: "id") @key(fields: "k") { id: ID! k: ID! }',
        'type T @key(fields: "k") { k: ID! b: Int }',
    ],
    "a requirement is fetched elsewhere": [
        "type Query { t: T } " + T + "x: Int }",
        T + 'x: Int @external y: Int @requires(fields: "x") }',
    ],
    "requirements follow one another": [
        "type Query { t: T } " + T + "x: Int }",
        T + 'x: Int @external y: Int @requires(fields: "x") }',
        T + 'y: Int @external z: Int @requires(fields: "y") }',
    ],
    "a provision makes up for a key": [
        'type Query { t: T @provides(fields: "b") } type T { b: Int @external }',
        "type Query { u: T @shareable } type T @shareable { b: Int }",
    ],
    "what is inaccessible nobody asks for": [
        "type Query { t: T } type T { a: Int }",
        "type T { b: Int @inaccessible }",
    ],
    "a type that one subgraph never returns is never returned": [
        "type Query { u: U @shareable } union U = A | B type A @shareable { a: Int } type B @shareable { b: Int }",
        "type Query { u: U @shareable } union U = A | C type A @shareable { a: Int } type C @shareable { c: Int }",
    ],
    "a root type is entered again from anywhere": [
        "type Query { q: Holder } type Holder { query: Query }",
        "type Query { r: Int }",
    ],
    "an interface is jumped to by its own key": [
        'type Query { i: I } interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id") { id: ID! }',
        'interface I @key(fields: "id") { id: ID! y: Int } type A implements I @key(fields: "id") { id: ID! y: Int }',
    ],
    "one of the subgraphs that share a mutation does": [
        "type Query { q: Int } type Mutation { m: R @shareable } type R @shareable { a: Int }",
        "type Mutation { m: R @shareable } type R @shareable { a: Int b: Int }",
    ],
    "a query may be sent to several subgraphs that share it": [
        "type Query { m: R @shareable } type R { a: Int x: Int @shareable }",
        "type Query { m: R @shareable } type R { b: Int x: Int @shareable }",
    ],
}  # fmt: skip


@pytest.mark.parametrize("why", ANSWERABLE)
def test_these_compose(why: str):
    assert errors(*ANSWERABLE[why]) == []


UNANSWERABLE = {
    "the type has no key where the field is": (
        ["type Query { t: T } type T { a: Int }", "type T { b: Int }"],
        "{\n  t {\n    b\n  }\n}",
        "- from 'a': cannot find field T.b; cannot move to 'b', which has T.b, because T has no @key there",
    ),
    "its keys are not resolvable": (
        ["type Query { t: T } " + T + "}", 'type T @key(fields: "id", resolvable: false) { id: ID! b: Int }'],
        "{\n  t {\n    b\n  }\n}",
        "- from 'a': cannot find field T.b; cannot move to 'b', which has T.b, because no @key of T is resolvable there",
    ),
    "its key cannot be read": (
        ["type Query { t: T } " + T + "}", 'type T @key(fields: "k") { k: ID! b: Int }'],
        "{\n  t {\n    b\n  }\n}",
        "- from 'a': cannot find field T.b; cannot move to 'b' by @key(fields: \"k\") of T, since these fields cannot be read from 'a'",
    ),
    "its requirement cannot be met": (
        [
            "type Query { t: T } " + T + "}",
            T + 'x: Int @external y: Int @requires(fields: "x") }',
            'type T @key(fields: "k") { k: ID! x: Int }',
        ],
        "{\n  t {\n    y\n  }\n}",
        "- from 'b': cannot satisfy the @requires of T.y; cannot move to 'c' by @key(fields: \"k\") of T, since these fields cannot be read from 'b'",
    ),
    "nothing brings the requirement back": (
        [
            'type Query { t: T } type T { id: ID! x: Int @external y: Int @requires(fields: "x") }',
            "type Query { u: T } type T { x: Int }",
        ],
        "{\n  t {\n    y\n  }\n}",
        "- from 'a': cannot satisfy the @requires of T.y",
    ),
    "the field is external on the way": (
        [
            'type Query { t: T @provides(fields: "b") u: T } type T { b: Int @external }',
            "type Query { v: T @shareable } type T @shareable { b: Int }",
        ],
        "{\n  u {\n    b\n  }\n}",
        "- from 'a': T.b is @external; cannot move to 'b', which has T.b, because T has no @key there",
    ),
    "the field was overridden": (
        [
            'type Query { t: T } type T @key(fields: "k") { k: ID! b: Int }',
            'type T @key(fields: "id") { id: ID! k: ID! @override(from: "a") }',
        ],
        "{\n  t {\n    k\n  }\n}",
        "- from 'a': T.k is overridden by 'b'; cannot move to 'b' by @key(fields: \"id\") of T, since these fields cannot be read from 'a'",
    ),
    "the type is reached through a fragment": (
        ["type Query { u: U } union U = A type A { a: Int }", "type A { b: Int }"],
        "{\n  u {\n    ... on A {\n      b\n    }\n  }\n}",
        "- from 'a': cannot find field A.b; cannot move to 'b', which has A.b, because A has no @key there",
    ),
    "arguments have sample values": (
        [
            "type Query { t(a: Int!, e: E!, i: In!, l: [ID!]!, o: Int): T } enum E { X } input In { a: String! b: In } type T { a: Int }",
            "type T { b: Int }",
        ],
        '{\n  t(a: 0, e: X, i: {a: "<some value>"}, l: []) {\n    b\n  }\n}',
        "- from 'a': cannot find field T.b",
    ),
    "it is answered on another way only": (
        ["type Query { t: T } " + T + "o: O @shareable } type O @shareable { a: Int }", T + "o: O @shareable } type O { b: Int a: Int @shareable }", "type Query { v: O @shareable } type O @shareable { a: Int }"],
        "{\n  v {\n    b\n  }\n}",
        "- from 'c': cannot find field O.b",
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", UNANSWERABLE)
def test_these_do_not_compose(why: str):
    sdls, operation, reason = UNANSWERABLE[why]
    found = composed(*sdls).errors

    assert {error.code.name for error in found} == {"SATISFIABILITY_ERROR"}
    assert any(f"\n{operation}\n" in error.message and reason in error.message for error in found)
    assert all(error.locations for error in found)


def test_the_operation_shown_is_a_shortest_one():
    (error,) = composed(
        "type Query { far: Far t: T } type Far { t: T } type T { a: Int }", "type T { b: Int }"
    ).errors

    assert "{\n  t {\n    b\n  }\n}" in error.message


def test_the_same_fault_is_told_once_however_often_it_is_met():
    found = errors(
        "type Query { a: T b: T c: [C] } type C { t: T } type T { a: Int }", "type T { b: Int }"
    )

    assert found == ["SATISFIABILITY_ERROR"]


def test_all_faults_are_told_at_once():
    found = errors("type Query { t: T } type T { a: Int }", "type T { b: Int c: Int }")

    assert found == ["SATISFIABILITY_ERROR"] * 2


def test_a_shared_mutation_needs_one_subgraph_that_answers_all_of_it():
    found = composed(
        "type Query { q: Int } type Mutation { m: R @shareable } type R { a: Int x: Int @shareable }",
        "type Mutation { m: R @shareable } type R { b: Int x: Int @shareable }",
    ).errors

    assert ["mutation {\n  m {\n    b" in error.message for error in found] == [True, False]
    assert ["mutation {\n  m {\n    a" in error.message for error in found] == [False, True]


def test_keys_that_need_one_another_end_in_an_error_and_not_in_endless_search():
    """Each of 8 subgraphs has a key that only another one could tell."""
    sdls = [
        f'type Query {{ t{n}: T }} type T @key(fields: "k{n}") {{ k{n}: ID! v{n}: Int }}'
        for n in range(8)
    ]

    assert set(errors(*sdls)) == {"SATISFIABILITY_ERROR"}
