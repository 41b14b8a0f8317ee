"""PROVIDES_UNSUPPORTED_ON_INTERFACE: a @provides on a field of an interface."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f'{Q} interface I {{ t: T @provides(fields: "a") }} {T} a: Int @external }}', f"{T} a: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_provides_unsupported_on_interface_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("PROVIDES_UNSUPPORTED_ON_INTERFACE", *subgraphs)
