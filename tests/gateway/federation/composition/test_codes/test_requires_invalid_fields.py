"""REQUIRES_INVALID_FIELDS: the fields of a @requires do not exist, or cannot be read."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f'{Q} {T} x: Int @requires(fields: "no") }}'],
    [f'{Q} {T} x: Int @requires(fields: "y(b: 1)") y(a: Int): Int @external }}', f"{T} y(a: Int): Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_requires_invalid_fields_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("REQUIRES_INVALID_FIELDS", *subgraphs)
