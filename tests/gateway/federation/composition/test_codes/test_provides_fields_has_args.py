"""PROVIDES_FIELDS_HAS_ARGS: a @provides selects a field with arguments."""

import pytest

from tests.gateway.federation.composition.harness import T, assert_refused

SETS = [
    [f'type Query {{ t: T @provides(fields: "a") }} {T} a(b: Int): Int @external }}', f"{T} a(b: Int): Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_provides_fields_has_args_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("PROVIDES_FIELDS_HAS_ARGS", *subgraphs)
