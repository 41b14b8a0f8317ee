"""OVERRIDE_FROM_SELF_ERROR: a field is overridden from its own subgraph."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ['type Query { x: Int @override(from: "a") }'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_override_from_self_error_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("OVERRIDE_FROM_SELF_ERROR", *subgraphs)
