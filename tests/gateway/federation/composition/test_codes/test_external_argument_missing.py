"""EXTERNAL_ARGUMENT_MISSING: an @external field lacks an argument that its owner has."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f'{Q} {T} a: Int @external b: Int @requires(fields: "a") }}', f"{T} a(c: Int): Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_external_argument_missing_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("EXTERNAL_ARGUMENT_MISSING", *subgraphs)
