"""PROVIDES_INVALID_FIELDS_TYPE: the fields of a @provides are not a string."""

import pytest

from tests.gateway.federation.composition.harness import T, assert_refused

SETS = [
    [f"type Query {{ t: T @provides(fields: 1) }} {T} }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_provides_invalid_fields_type_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("PROVIDES_INVALID_FIELDS_TYPE", *subgraphs)
