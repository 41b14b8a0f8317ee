"""PROVIDES_DIRECTIVE_IN_FIELDS_ARG: a @provides selects with a directive."""

import pytest

from tests.gateway.federation.composition.harness import T, assert_refused

SETS = [
    [f'type Query {{ t: T @provides(fields: "a @skip(if: false)") }} {T} a: Int @external }}', f"{T} a: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_provides_directive_in_fields_arg_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("PROVIDES_DIRECTIVE_IN_FIELDS_ARG", *subgraphs)
