"""KEY_FIELDS_HAS_ARGS: a @key selects a field with arguments."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f'{Q} type T @key(fields: "id") {{ id(a: Int): ID! }}'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_key_fields_has_args_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("KEY_FIELDS_HAS_ARGS", *subgraphs)
