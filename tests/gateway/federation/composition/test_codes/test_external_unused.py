"""EXTERNAL_UNUSED: a field is @external, but nothing in the subgraph needs it."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f"{Q} {T} a: Int @external }}", f"{T} a: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_external_unused_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("EXTERNAL_UNUSED", *subgraphs)
