"""KEY_INVALID_FIELDS: the fields of a @key do not exist, or cannot be read."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f'{Q} type T @key(fields: "nope") {{ id: ID! }}'],
    [f'{Q} type T @key(fields: "id {{") {{ id: ID! }}'],
    [f'{Q} type T @key(fields: "") {{ id: ID! }}'],
    [f'{Q} type T @key(fields: "o") {{ o: O }} type O {{ id: ID! }}'],
    [f'{Q} type T @key(fields: "id {{ a }}") {{ id: ID! }}'],
    [f'{Q} type T @key(fields: "id @unheard") {{ id: ID! }}'],
    [f'{Q} type T @key(fields: "a: id") {{ id: ID! }}'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_key_invalid_fields_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("KEY_INVALID_FIELDS", *subgraphs)
