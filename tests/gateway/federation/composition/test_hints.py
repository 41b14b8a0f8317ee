"""Remarks on supergraphs that compose."""

import pytest

from gateway.federation.composition.catalogue import Hint
from tests.gateway.federation.composition.harness import composed, hints

Q = "type Query { x: Int }"
CASES = [
    ("INCONSISTENT_DESCRIPTION", ['type Query { x: Int } "a" scalar S', '"b" scalar S']),
    ("INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE", [f"{Q} type T @shareable {{ a: Int! }}", "type T @shareable { a: Int }"]),
    ("INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE", ["type Query { x(i: I): Int } input I { a: Int! }", "input I { a: Int }"]),
    ("INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE", [f"{Q} type T @shareable {{ a(b: Int!): Int }}", "type T @shareable { a(b: Int): Int }"]),
    ("INCONSISTENT_DEFAULT_VALUE_PRESENCE", [f"{Q} type T @shareable {{ a(b: Int = 1): Int }}", "type T @shareable { a(b: Int): Int }"]),
    ("INCONSISTENT_ENTITY", [f'{Q} type T @key(fields: "id") {{ id: ID! }}', "type T { id: ID! @shareable }"]),
    ("INCONSISTENT_OBJECT_VALUE_TYPE_FIELD", [f"{Q} type T @shareable {{ a: Int b: Int }}", "type T @shareable { a: Int }"]),
    ("INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD", [f"{Q} interface I {{ a: Int b: Int }}", "interface I { a: Int }"]),
    ("INCONSISTENT_INPUT_OBJECT_FIELD", ["type Query { x(i: I): Int } input I { a: Int b: Int }", "input I { a: Int }"]),
    ("INCONSISTENT_UNION_MEMBER", [f"{Q} union U = S | T type S @shareable {{ a: Int }} type T {{ a: Int }}", "union U = S type S @shareable { a: Int }"]),
    ("INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM", ["type Query { x(e: E): Int } enum E { A B }", "enum E { A }"]),
    ("INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM", ["type Query { x: E } enum E { A B }", "enum E { A }"]),
    ("INCONSISTENT_ARGUMENT_PRESENCE", [f"{Q} type T @shareable {{ a(b: Int): Int }}", "type T @shareable { a: Int }"]),
    ("INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE", [f"directive @d on FIELD {Q}", "type T { a: Int }"]),
    ("INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS", [f"directive @d on FIELD | QUERY {Q}", "directive @d on FIELD type T { a: Int }"]),
    ("NO_EXECUTABLE_DIRECTIVE_INTERSECTION", [f"directive @d on QUERY {Q}", "directive @d on FIELD type T { a: Int }"]),
    ("INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE", [f"directive @d repeatable on FIELD {Q}", "directive @d on FIELD type T { a: Int }"]),
    ("INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS", [f'{Q} type T @shareable {{ a: Int @deprecated(reason: "a") }}', 'type T @shareable { a: Int @deprecated(reason: "b") }']),
    ("UNUSED_ENUM_TYPE", [f"{Q} enum E {{ A }}"]),
    ("FROM_SUBGRAPH_DOES_NOT_EXIST", ['type Query { x: Int @override(from: "z") }']),
    ("OVERRIDE_DIRECTIVE_CAN_BE_REMOVED", ['type Query { x: Int @override(from: "b") }', "type T { a: Int }"]),
    ("OVERRIDDEN_FIELD_CAN_BE_REMOVED", ['type Query { x: Int @override(from: "b") }', Q]),
]  # fmt: skip

ELSEWHERE = {
    "IMPLICITLY_UPGRADED_FEDERATION_VERSION",
    "DIRECTIVE_COMPOSITION_INFO",
    "DIRECTIVE_COMPOSITION_WARN",
    "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS",
    "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
    "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN",
    "OVERRIDE_MIGRATION_IN_PROGRESS",
}


@pytest.mark.parametrize(("code", "sdls"), CASES)
def test_each_hint_is_given_alone_and_says_where(code: str, sdls: list[str]):
    (hint,) = hints(*sdls)

    assert hint.code.name == code
    assert hint.locations
    assert hint.level in ("WARN", "INFO", "DEBUG")
    assert hint.as_json()["level"] == hint.level


def test_every_hint_of_the_catalogue_has_its_test():
    assert {code for code, _ in CASES} | ELSEWHERE == {hint.name for hint in Hint}


def test_every_hint_has_a_meaning():
    assert all(hint.meaning.endswith(".") for hint in Hint)


def test_hints_are_given_beside_errors_too():
    result = composed(
        "type Query { x: Int y: E } enum E { A B }", "type Query { x: Int } enum E { A }"
    )

    assert [error.code.name for error in result.errors] == ["INVALID_FIELD_SHARING"]
    assert [hint.code.name for hint in result.hints] == ["INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM"]
