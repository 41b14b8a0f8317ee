"""OVERRIDE_SOURCE_HAS_OVERRIDE: two subgraphs override a field, one from the other."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    ['type Query { x: Int @override(from: "b") }', 'type Query { x: Int @override(from: "c") }', Q],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_override_source_has_override_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("OVERRIDE_SOURCE_HAS_OVERRIDE", *subgraphs, besides={"INVALID_FIELD_SHARING"})
