"""KEY_FIELDS_SELECT_INVALID_TYPE: a @key selects a field of an interface or union type."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f'{Q} type T @key(fields: "i {{ a }}") {{ i: I }} interface I {{ a: Int }}'],
    [f'{Q} type T @key(fields: "i") {{ i: I }} interface I {{ a: Int }}'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_key_fields_select_invalid_type_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("KEY_FIELDS_SELECT_INVALID_TYPE", *subgraphs)
