"""PROVIDES_INVALID_FIELDS: the fields of a @provides do not exist, or cannot be read."""

import pytest

from tests.gateway.federation.composition.harness import T, assert_refused

SETS = [
    [f'type Query {{ t: T @provides(fields: "no") }} {T} }}'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_provides_invalid_fields_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("PROVIDES_INVALID_FIELDS", *subgraphs)
