"""INTERFACE_KEY_NOT_ON_IMPLEMENTATION: an interface's @key is not on all its types."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f'{Q} interface I @key(fields: "id") {{ id: ID! }} type T implements I {{ id: ID! }}'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_interface_key_not_on_implementation_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("INTERFACE_KEY_NOT_ON_IMPLEMENTATION", *subgraphs)
