"""KEY_DIRECTIVE_IN_FIELDS_ARG: a @key selects with @skip, @include or the like."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f'{Q} type T @key(fields: "id @include(if: true)") {{ id: ID! }}'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_key_directive_in_fields_arg_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("KEY_DIRECTIVE_IN_FIELDS_ARG", *subgraphs)
