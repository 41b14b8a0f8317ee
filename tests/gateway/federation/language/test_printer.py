"""Selections as text that every GraphQL server accepts."""

from graphql import parse

from gateway.federation.language.from_ast import selections_from_ast
from gateway.federation.language.printer import print_selections
from gateway.federation.language.selection import Condition, Field


def test_no_directive_stands_twice_on_one_selection():
    field = Field("a", "a", condition=Condition((("p", True), ("q", True), ("r", False))))
    text = print_selections((field,))
    assert text == "{ ... @include(if: $q) { a @include(if: $p) @skip(if: $r) } }"


def test_text_and_values_are_two_forms_of_the_same():
    text = "{ a: b(c: $d) @skip(if: $e) { ... on F { g } } }"
    (definition,) = parse(text).definitions
    assert print_selections(selections_from_ast(definition.selection_set)) == text
