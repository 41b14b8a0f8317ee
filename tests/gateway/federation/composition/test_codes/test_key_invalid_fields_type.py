"""KEY_INVALID_FIELDS_TYPE: the fields of a @key are not a string."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f"{Q} type T @key(fields: 3) {{ id: ID! }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_key_invalid_fields_type_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("KEY_INVALID_FIELDS_TYPE", *subgraphs)
