"""OVERRIDE_ON_INTERFACE: a field of an interface is overridden."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f'{Q} interface I {{ a: Int @override(from: "b") }}', "interface I { a: Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_override_on_interface_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("OVERRIDE_ON_INTERFACE", *subgraphs)
