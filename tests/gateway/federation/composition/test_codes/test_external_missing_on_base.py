"""EXTERNAL_MISSING_ON_BASE: an @external field is resolved by no subgraph."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f'{Q} {T} a: Int @external b: Int @requires(fields: "a") }}'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_external_missing_on_base_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("EXTERNAL_MISSING_ON_BASE", *subgraphs)
