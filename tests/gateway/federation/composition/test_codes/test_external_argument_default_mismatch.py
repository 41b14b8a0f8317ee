"""EXTERNAL_ARGUMENT_DEFAULT_MISMATCH: an @external field's argument differs by default."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f'{Q} {T} a(c: Int = 1): Int @external b: Int @requires(fields: "a") }}', f"{T} a(c: Int = 2): Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_external_argument_default_mismatch_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("EXTERNAL_ARGUMENT_DEFAULT_MISMATCH", *subgraphs)
