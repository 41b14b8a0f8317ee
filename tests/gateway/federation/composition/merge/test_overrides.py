"""@override with a label: a field that moves from one subgraph to another, bit by bit."""

import pytest

from gateway.federation.composition.compose import compose
from tests.gateway.federation.composition.harness import (
    composed,
    elements,
    errors,
    hints,
    subgraph,
    supergraph,
)

OLD = 'type Query { t: T } type T @key(fields: "id") { id: ID! a: Int }'


def new(label: str) -> str:
    return f'type T @key(fields: "id") {{ id: ID! a: Int @override(from: "a", label: "{label}") }}'


@pytest.mark.parametrize(
    "label",
    ["percent(0)", "percent(100)", "percent(2.5)", "percent(99.12345678)", "beta", "a_-:./9"],
)
def test_winner_and_loser_carry_the_label(label: str):
    found = elements(supergraph(OLD, new(label)))

    assert found["T.a"] == (
        f'a: Int @join__field(graph: A, overrideLabel: "{label}") '
        f'@join__field(graph: B, override: "a", overrideLabel: "{label}")'
    )


def test_a_loser_that_still_serves_a_key_says_so():
    found = elements(
        supergraph(
            'type Query { t: T } type T @key(fields: "id") @key(fields: "a") { id: ID! a: Int }',
            new("beta"),
        )
    )

    assert '@join__field(graph: A, usedOverridden: true, overrideLabel: "beta")' in found["T.a"]


def test_a_move_in_progress_is_remarked():
    (hint,) = hints(OLD, new("beta"))

    assert hint.code.name == "OVERRIDE_MIGRATION_IN_PROGRESS"
    assert hint.message == (
        "T.a moves from 'a' to 'b' by the label 'beta'; afterwards remove it there"
    )


@pytest.mark.parametrize(
    "label",
    ["percent(101)", "percent(-1)", "percent()", "percent(1.123456789)", "1a", "a b", "_a", "é"],
)
def test_override_label_invalid(label: str):
    (error,) = composed(OLD, new(label)).errors

    assert error.code.name == "OVERRIDE_LABEL_INVALID"
    assert f"T.a in 'b' is overridden with the label {label!r}; a label is" in error.message
    assert [(place.subgraph, place.line) for place in error.locations] == [("b", 2)]


def test_an_empty_label_is_no_label():
    assert "overrideLabel" not in elements(supergraph(OLD, new("")))["T.a"]


def test_labels_exist_since_federation_2_7():
    early = subgraph("b", new("beta"), version="2.6")
    sdl = early.sdl.replace('"@key",', '"@key", "@override",')

    (error, *_) = compose([subgraph("a", OLD), type(early)("b", "", sdl)]).errors
    assert error.code.name == "INVALID_GRAPHQL"
    assert "Unknown argument 'label' on directive '@override'" in error.message


def test_either_subgraph_must_be_able_to_answer():
    """While the label is not active, what only the new subgraph's object has cannot be read."""
    found = composed(
        'type Query { t: T } type T @key(fields: "id") { id: ID! o: O } type O @shareable { x: Int }',
        'type T @key(fields: "id") { id: ID! o: O @override(from: "a", label: "beta") } type O { x: Int @shareable y: Int }',
    ).errors  # fmt: skip

    (error,) = found
    assert error.code.name == "SATISFIABILITY_ERROR"
    assert "{\n  t {\n    o {\n      y\n    }\n  }\n}" in error.message


def test_no_key_may_depend_on_a_label():
    found = errors(
        'type Query { t: T } type T @key(fields: "id") { id: ID! k: ID! }',
        'type T @key(fields: "id") { id: ID! k: ID! @override(from: "a", label: "beta") }',
        'type T @key(fields: "k") { k: ID! z: Int }',
    )

    assert "INVALID_FIELD_SHARING" in found or "SATISFIABILITY_ERROR" in found
