"""Literals in field sets fit the types of their arguments, as input coercion has it."""

import pytest

from tests.gateway.federation.composition.harness import errors

SDL = """
  type Query {{ t: T }}
  type T @key(fields: "id") {{ id: ID! f({argument}): Int @external x: Int @requires(fields: "f(a: {literal})") }}
  enum E {{ A B }}
  input I {{ n: Int! e: E = A }}
  scalar S
"""


def codes(argument: str, literal: str) -> list[str]:
    literal = literal.replace('"', '\\"')
    own = SDL.format(argument=f"a: {argument}", literal=literal)
    owner = f'type T @key(fields: "id") {{ id: ID! f(a: {argument}): Int }} enum E {{ A B }} input I {{ n: Int! e: E = A }} scalar S'
    return errors(own, owner)


@pytest.mark.parametrize(
    ("argument", "literal"),
    [
        ("Int", "1"), ("Int", "null"), ("Float", "1"), ("Float", "1.5"), ("Boolean", "true"),
        ("String", '"x"'), ("ID", "7"), ("ID", '"x"'), ("E", "A"), ("[Int!]", "[1, 2]"),
        ("[Int!]", "1"), ("I", "{ n: 1 }"), ("I", "{ n: 1, e: B }"), ("S", "{ any: [THING] }"),
    ],
)  # fmt: skip
def test_a_literal_that_can_be_coerced_fits(argument: str, literal: str):
    assert codes(argument, literal) == []


@pytest.mark.parametrize(
    ("argument", "literal"),
    [
        ("Int", '"x"'), ("Int", "1.5"), ("Int!", "null"), ("Float", "true"), ("Boolean", "1"),
        ("String", "A"), ("ID", "1.5"), ("E", "C"), ("E", '"A"'), ("[Int!]", "[null]"),
        ("[Int]", "[A]"), ("I", "{ e: A }"), ("I", "{ n: 1, z: 2 }"), ("I", "{ n: A }"), ("I", "1"),
    ],
)  # fmt: skip
def test_any_other_literal_is_refused(argument: str, literal: str):
    assert codes(argument, literal) == ["REQUIRES_INVALID_FIELDS"]
