"""INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE: a subgraph keys an interface, but does not know all its types."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f'{Q} interface I @key(fields: "id") {{ id: ID! }} type T implements I @key(fields: "id") {{ id: ID! }}', 'interface I { id: ID! } type S implements I @key(fields: "id") { id: ID! }'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_interface_key_missing_implementation_type_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE", *subgraphs)
