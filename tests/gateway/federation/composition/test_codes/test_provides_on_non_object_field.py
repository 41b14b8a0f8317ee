"""PROVIDES_ON_NON_OBJECT_FIELD: a @provides on a field without fields of its own."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ['type Query { x: Int @provides(fields: "a") }'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_provides_on_non_object_field_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("PROVIDES_ON_NON_OBJECT_FIELD", *subgraphs)
