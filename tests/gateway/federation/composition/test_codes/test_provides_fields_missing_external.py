"""PROVIDES_FIELDS_MISSING_EXTERNAL: a @provides selects a field that is resolved here."""

import pytest

from tests.gateway.federation.composition.harness import T, assert_refused

SETS = [
    [f'type Query {{ t: T @provides(fields: "a") }} {T} a: Int }}'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_provides_fields_missing_external_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("PROVIDES_FIELDS_MISSING_EXTERNAL", *subgraphs)
