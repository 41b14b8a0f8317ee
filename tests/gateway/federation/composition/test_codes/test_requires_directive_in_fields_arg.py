"""REQUIRES_DIRECTIVE_IN_FIELDS_ARG: a @requires selects with a directive."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f'{Q} {T} x: Int @requires(fields: "y @skip(if: false)") y: Int @external }}', f"{T} y: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_requires_directive_in_fields_arg_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("REQUIRES_DIRECTIVE_IN_FIELDS_ARG", *subgraphs)
