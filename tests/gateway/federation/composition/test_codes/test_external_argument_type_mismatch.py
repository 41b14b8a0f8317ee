"""EXTERNAL_ARGUMENT_TYPE_MISMATCH: an @external field's argument has another type."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f'{Q} {T} a(c: ID): Int @external b: Int @requires(fields: "a") }}', f"{T} a(c: Int): Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_external_argument_type_mismatch_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("EXTERNAL_ARGUMENT_TYPE_MISMATCH", *subgraphs)
