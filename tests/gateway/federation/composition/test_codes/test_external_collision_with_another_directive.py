"""EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE: a field is @external and has a directive that only counts where it is resolved."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    ['type Query @external { x: Int @provides(fields: "a") }'],
    [f'{Q} {T} o: O @external @provides(fields: "a") x: Int @requires(fields: "o {{ a }}") }} type O {{ a: Int @external }}', f"{T} o: O }} type O {{ a: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_external_collision_with_another_directive_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE", *subgraphs)
